import type { OutputOf } from '../../electron/contract/channels.ts';
import type { useTexts } from '../i18n/i18n.ts';
import { sayNews, sayWarning } from './toasts.ts';

/** Which files were written, and what some of them lack; nothing where the user closed the dialog. */
export function saySaved(
  { saved, incomplete }: OutputOf<'versions.save-as'>,
  t: ReturnType<typeof useTexts>['t'],
): void {
  const [name] = saved;
  if (name === undefined) return;
  sayNews(t('saveAs.saved', { count: saved.length, name }));
  const [first] = incomplete;
  if (first !== undefined)
    sayWarning(t('saveAs.incomplete', { count: incomplete.length, name: first }));
}
