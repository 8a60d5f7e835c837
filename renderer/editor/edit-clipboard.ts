import type { VersionId } from '../../electron/contract/ids.ts';
import { call } from '../bridge.ts';
import { textNow } from '../i18n/i18n.ts';
import { useLibrary } from '../library/library-store.ts';
import { inBatches } from '../stores/batches.ts';
import { useNavigation } from '../stores/navigation.ts';
import { sayNews } from '../stores/toasts.ts';
import { shownVersionIds } from '../studio/result-actions.ts';
import { loadEdit, useEditor } from './edit-store.ts';

/** The versions in hand: those chosen in the library, or in the studio. */
function versionsInHand(): readonly VersionId[] {
  const { screen } = useNavigation.getState();
  if (screen === 'studio') return shownVersionIds();
  const { chosen, filter } = useLibrary.getState();
  if (screen !== 'library' || filter.shelf === 'trash') return [];
  return [...chosen.values()].map(({ latest }) => latest.id);
}

/** Whether there is one edit to copy: the open one, or that of a single image. */
export function canCopyEdit(): boolean {
  const { screen } = useNavigation.getState();
  const { isOpen, state } = useEditor.getState();
  return screen === 'studio' ? isOpen && state !== null : versionsInHand().length === 1;
}

export async function copyEdit(): Promise<void> {
  const { document } = useEditor.getState();
  if (useNavigation.getState().screen === 'studio') {
    useEditor.setState({ copied: document });
  } else {
    const [versionId] = versionsInHand();
    if (versionId === undefined) return;
    const kept = await call('edits.open', versionId);
    useEditor.setState({ copied: kept.document });
  }
  sayNews(textNow('editor.copied'));
}

export function canPasteEdit(): boolean {
  return useEditor.getState().copied !== null && versionsInHand().length > 0;
}

/** On all that are in hand; each takes it as a step of its own. */
export async function pasteEdit(): Promise<void> {
  const { copied, state } = useEditor.getState();
  const versionIds = versionsInHand();
  if (copied === null) return;
  for (const batch of inBatches(versionIds)) {
    await call('edits.paste', { versionIds: [...batch], document: copied });
  }
  if (state !== null && versionIds.includes(state.versionId)) await loadEdit(state.versionId);
  sayNews(textNow('editor.pasted', { count: versionIds.length }));
}
