import { create } from 'zustand';
import type { BlobHash, VersionId } from '../../electron/contract/ids.ts';
import {
  type MaskState,
  type MaskStep,
  type StepMode,
  isEmptyMask,
} from '../../electron/contract/masking/document.ts';
import { call } from '../bridge.ts';
import {
  type BrushStyle,
  type MaskTool,
  firstBrush,
  largestBrush,
  smallestBrush,
} from './tools.ts';

export type Masks = Readonly<Record<VersionId, MaskState>>;

interface Masking {
  /** As they are shown: what was just done is on its way to the disk. */
  readonly masks: Masks;
  /** The version whose mask the canvas shows; null while none is painted. */
  readonly painted: VersionId | null;
  readonly tool: MaskTool;
  /** A brush that subtracts is an eraser. */
  readonly mode: StepMode;
  readonly brush: BrushStyle;
  /** What was done last, for those who can't see it. */
  readonly said: MaskStep['kind'] | 'undo' | 'redo' | null;
}

export const useMasks = create<Masking>(() => ({
  masks: {},
  painted: null,
  tool: 'brush',
  mode: 'add',
  brush: firstBrush,
  said: null,
}));

const brushStep = 1.25;

export function doneSteps({ steps, done }: MaskState): readonly MaskStep[] {
  return steps.slice(0, done);
}

/** Whether there is something to send for a version. */
export function hasMask(masks: Masks): (versionId: VersionId) => boolean {
  return (versionId) => {
    const state = masks[versionId];
    return state !== undefined && !isEmptyMask(doneSteps(state));
  };
}

/** Reads masks that are not known yet. */
export async function loadMasks(versionIds: readonly VersionId[]): Promise<void> {
  const unknown = versionIds.filter((id) => useMasks.getState().masks[id] === undefined);
  await Promise.all(unknown.map(reload));
}

/** Shown at once, kept on the disk behind it; what was undone is gone. */
export async function addStep(step: MaskStep): Promise<void> {
  const now = paintedMask();
  if (now === null) return;
  const { versionId, state } = now;
  const { done } = state;
  show(versionId, { steps: [...state.steps.slice(0, done), step], done: done + 1 }, step.kind);
  await kept(versionId, call('masks.add', { versionId, done, step }));
}

export async function undoMask(): Promise<void> {
  await move(-1, 'undo');
}

export async function redoMask(): Promise<void> {
  await move(1, 'redo');
}

/** The people in the image, found on this device, become a part of the mask. */
export async function addSubject(): Promise<void> {
  const { painted, mode } = useMasks.getState();
  if (painted === null) return;
  const blob = await call('masks.subject', painted);
  if (useMasks.getState().painted !== painted) return;
  await addStep({ kind: 'picture', mode, blob, from: 'subject' });
}

/** The canonical masks of versions, at full size, as jobs take them. */
export async function renderMasks(
  versionIds: readonly VersionId[],
): Promise<ReadonlyMap<VersionId, BlobHash>> {
  const hashes = new Map<VersionId, BlobHash>();
  for (const versionId of versionIds) {
    hashes.set(versionId, await call('masks.render', versionId));
  }
  return hashes;
}

export function takeTool(tool: MaskTool, mode?: StepMode): void {
  useMasks.setState((state) => ({ tool, mode: mode ?? state.mode }));
}

export function turnMode(): void {
  useMasks.setState(({ mode }) => ({ mode: mode === 'add' ? 'subtract' : 'add' }));
}

export function changeBrush(change: Partial<BrushStyle>): void {
  useMasks.setState(({ brush }) => ({ brush: { ...brush, ...change } }));
}

/** One of some twenty-five sizes up or down. */
export function changeBrushSize(by: 1 | -1): void {
  const size = useMasks.getState().brush.size * brushStep ** by;
  changeBrush({ size: Math.min(largestBrush, Math.max(smallestBrush, size)) });
}

/** The mask in the canvas, once it was read. */
function paintedMask(): { readonly versionId: VersionId; readonly state: MaskState } | null {
  const { masks, painted } = useMasks.getState();
  const state = painted === null ? undefined : masks[painted];
  return painted === null || state === undefined ? null : { versionId: painted, state };
}

async function move(by: 1 | -1, said: 'undo' | 'redo'): Promise<void> {
  const now = paintedMask();
  if (now === null) return;
  const { versionId, state } = now;
  const done = state.done + by;
  if (done < 0 || done > state.steps.length) return;
  show(versionId, { ...state, done }, said);
  await kept(versionId, call('masks.go-to', { versionId, done }));
}

function show(versionId: VersionId, state: MaskState, said: Masking['said']): void {
  useMasks.setState(({ masks }) => ({ masks: { ...masks, [versionId]: state }, said }));
}

/** What could not be kept is not shown either. */
async function kept(versionId: VersionId, answer: Promise<void>): Promise<void> {
  try {
    await answer;
  } catch (error) {
    await reload(versionId);
    throw error;
  }
}

async function reload(versionId: VersionId): Promise<void> {
  const state = await call('masks.open', versionId);
  useMasks.setState(({ masks }) => ({ masks: { ...masks, [versionId]: state } }));
}
