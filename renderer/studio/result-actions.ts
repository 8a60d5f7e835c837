import type { OutputOf } from '../../electron/contract/channels.ts';
import type { VersionId } from '../../electron/contract/ids.ts';
import type { ExportOptions } from '../../electron/contract/images.ts';
import { call } from '../bridge.ts';
import { useAssets } from '../stores/assets.ts';
import { sayNews } from '../stores/toasts.ts';
import { targetsOf } from './run.ts';
import { useStudio } from './store.ts';

/** The versions that the canvas and the filmstrip have chosen, in the filmstrip's order. */
export function shownVersionIds(): readonly VersionId[] {
  return targetsOf(useAssets.getState(), useStudio.getState().shown).map(
    (target) => target.versionId,
  );
}

function focusedVersionId(): VersionId | null {
  const { selection, byId } = useAssets.getState();
  if (selection.focus === null) return null;
  return useStudio.getState().shown[selection.focus] ?? byId[selection.focus]?.latest.id ?? null;
}

export async function copyShown(said: string): Promise<void> {
  const id = focusedVersionId();
  if (id === null) return;
  await call('versions.copy', id);
  sayNews(said);
}

export async function showInFolder(): Promise<void> {
  const id = focusedVersionId();
  if (id !== null) await call('versions.show-in-folder', id);
}

/** Returns what was written; nothing if the user closed the dialog. */
export async function saveShown(options: ExportOptions): Promise<OutputOf<'versions.save-as'>> {
  const versionIds = shownVersionIds();
  if (versionIds.length === 0) return { saved: [], incomplete: [] };
  return await call('versions.save-as', { versionIds, options });
}

export async function copyText(text: string, said: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  sayNews(said);
}
