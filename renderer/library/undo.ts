import { create } from 'zustand';

type Undo = () => Promise<void>;

/** More than this nobody remembers. */
const most = 100;

/** What was done to the library in this window and can be taken back, the last first. */
export const useUndo = create<{ readonly steps: readonly Undo[] }>(() => ({ steps: [] }));

export function canUndo(undo: Undo): void {
  useUndo.setState(({ steps }) => ({ steps: [undo, ...steps].slice(0, most) }));
}

/** Takes back what was done last; what fails stays to be tried again. */
export async function undoLast(): Promise<void> {
  const [last] = useUndo.getState().steps;
  if (last === undefined) return;
  await last();
  useUndo.setState(({ steps }) => ({ steps: steps.filter((step) => step !== last) }));
}
