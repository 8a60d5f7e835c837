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

/** Returns the names of the files that were written; none if the user closed the dialog. */
export async function saveShown(options: ExportOptions): Promise<readonly string[]> {
  const versionIds = shownVersionIds();
  if (versionIds.length === 0) return [];
  return (await call('versions.save-as', { versionIds, options })).saved;
}

export async function copyText(text: string, said: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  sayNews(said);
}
