import { create } from 'zustand';
import { diffOf } from '../../electron/contract/editing/diff.ts';
import { type EditDocument, unedited } from '../../electron/contract/editing/document.ts';
import type { EditState } from '../../electron/contract/editing/session.ts';
import type { AssetId, VersionId } from '../../electron/contract/ids.ts';
import { call } from '../bridge.ts';
import { showVersion } from '../studio/store.ts';
import { type Section, neutralOf, withNumber } from './controls.ts';
import type { Histogram } from './histogram.ts';

interface Editor {
  /** The studio edits instead of asking somebody. */
  readonly isOpen: boolean;
  readonly state: EditState | null;
  /** As it is shown: ahead of `state` while a slider is held. */
  readonly document: EditDocument;
  readonly isHeld: boolean;
  readonly comparing: boolean;
  readonly cropping: boolean;
  /** Width by height of a crop that keeps its shape. */
  readonly ratio: number | null;
  readonly copied: EditDocument | null;
  readonly histogram: Histogram | null;
  /** The graphics can't hold half floats: sharpening and noise show in the saved version only. */
  readonly isCoarse: boolean;
  readonly saving: boolean;
}

export const useEditor = create<Editor>(() => ({
  isOpen: false,
  state: null,
  document: unedited,
  isHeld: false,
  comparing: false,
  cropping: false,
  ratio: null,
  copied: null,
  histogram: null,
  isCoarse: false,
  saving: false,
}));

export function toggleEditor(): void {
  useEditor.setState(({ isOpen }) => ({ isOpen: !isOpen, cropping: false, comparing: false }));
}

/** Shows how a version is edited. */
export async function loadEdit(versionId: VersionId): Promise<void> {
  const state = await call('edits.open', versionId);
  useEditor.setState({ state, document: state.document, isHeld: false, histogram: null });
}

/** Shows a value at once; `commit` keeps it. */
export function hold(document: EditDocument): void {
  useEditor.setState({ document, isHeld: true });
}

export function holdNumber(path: string, value: number): void {
  hold(withNumber(useEditor.getState().document, path, value));
}

/** Keeps what is shown as a step. `merge`: as a part of the last one, where that is the same slider. */
export async function commit(merge = false): Promise<void> {
  const { state, document } = useEditor.getState();
  useEditor.setState({ isHeld: false });
  if (state === null) return;
  const diff = diffOf(state.document, document);
  if (diff.length === 0) return;
  // Shown as kept at once: the next change is measured from here.
  useEditor.setState({ state: { ...state, document } });
  const { versionId } = state;
  await take(call('edits.change', { versionId, diff: [...diff], merge }));
}

export async function change(document: EditDocument): Promise<void> {
  hold(document);
  await commit();
}

export async function resetNumber(path: string): Promise<void> {
  await change(withNumber(useEditor.getState().document, path, neutralOf(path)));
}

export async function resetSection(section: Section): Promise<void> {
  await change({ ...useEditor.getState().document, [section]: unedited[section] });
}

export async function resetAll(): Promise<void> {
  await change(unedited);
}

export async function undo(): Promise<void> {
  await ask((versionId) => call('edits.undo', versionId));
}

export async function redo(): Promise<void> {
  await ask((versionId) => call('edits.redo', versionId));
}

export async function goTo(sequence: number): Promise<void> {
  await ask((versionId) => call('edits.go-to', { versionId, sequence }));
}

export async function keepSnapshot(name: string): Promise<void> {
  await ask((versionId) => call('edits.keep-snapshot', { versionId, name }));
}

export async function removeSnapshot(id: string): Promise<void> {
  await ask((versionId) => call('edits.remove-snapshot', { versionId, id }));
}

/** Renders a new version and shows it. */
export async function saveVersion(assetId: AssetId): Promise<void> {
  const { state } = useEditor.getState();
  if (state === null) return;
  useEditor.setState({ saving: true });
  try {
    const saved = await call('edits.save', state.versionId);
    useEditor.setState({ isOpen: false, cropping: false });
    showVersion(assetId, saved);
  } finally {
    useEditor.setState({ saving: false });
  }
}

async function ask(question: (versionId: VersionId) => Promise<EditState>): Promise<void> {
  const { state } = useEditor.getState();
  if (state !== null) await take(question(state.versionId));
}

/** An answer about another version, or one that a newer change has overtaken, changes nothing shown. */
async function take(answer: Promise<EditState>): Promise<void> {
  const asked = useEditor.getState().state?.versionId;
  let given: EditState;
  try {
    given = await answer;
  } catch (error) {
    if (asked !== undefined) await loadEdit(asked);
    throw error;
  }
  const { state, isHeld } = useEditor.getState();
  if (state === null || given.versionId !== state.versionId) return;
  useEditor.setState(isHeld ? { state: given } : { state: given, document: given.document });
}
