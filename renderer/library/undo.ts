import { create } from 'zustand';
import type { AssetId } from '../../electron/contract/ids.ts';
import { call } from '../bridge.ts';

interface Step {
  readonly undo: () => Promise<unknown>;
  /** Whose words it changed: the library keeps those changes itself, also over a restart. */
  readonly wordsOf?: AssetId;
}

/** More than this nobody remembers. */
const most = 100;

/** What was done to the library in this window and can be taken back, the last first. */
const useUndo = create<{ readonly steps: readonly Step[] }>(() => ({ steps: [] }));

export function canUndo(undo: () => Promise<unknown>): void {
  push({ undo });
}

export function canUndoWords(assetId: AssetId): void {
  push({ undo: () => call('library.undo-words', assetId), wordsOf: assetId });
}

function push(step: Step): void {
  useUndo.setState(({ steps }) => ({ steps: [step, ...steps].slice(0, most) }));
}

/**
 * Takes back what was done last in this window, or else the last change of the words of the image that
 * the keyboard is on; what fails stays to be tried again.
 */
export async function undoLast(focused: AssetId | null): Promise<void> {
  const [last] = useUndo.getState().steps;
  if (last !== undefined) {
    await last.undo();
    forget(last);
  } else if (focused !== null) {
    await call('library.undo-words', focused);
  }
}

/** Takes back the last change of an image's words. */
export async function undoWords(assetId: AssetId): Promise<void> {
  await call('library.undo-words', assetId);
  forget(useUndo.getState().steps.find(({ wordsOf }) => wordsOf === assetId));
}

function forget(done: Step | undefined): void {
  useUndo.setState(({ steps }) => ({ steps: steps.filter((step) => step !== done) }));
}
