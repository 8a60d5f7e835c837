import { de, en } from 'zod/locales';
import { configLayerSchema } from '../../electron/contract/config-fields.ts';
import type { ConfigProblem } from '../../electron/contract/config-channels.ts';
import type { Draft } from './document.ts';

const sayings = { en: en().localeError, de: de().localeError };

/** What the schema says against a draft, in the window's language. The cloud checks again, and more. */
export function checkDraft(draft: Draft, language: string): readonly ConfigProblem[] {
  const parsed = configLayerSchema.safeParse(draft, {
    error: language.startsWith('de') ? sayings.de : sayings.en,
  });
  if (parsed.success) return [];
  return parsed.error.issues.map(({ path, message }) => ({
    path: path.map(String),
    message: message.slice(0, 400),
  }));
}
