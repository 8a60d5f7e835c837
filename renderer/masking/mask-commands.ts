import { useNavigation } from '../stores/navigation.ts';
import {
  addStep,
  changeBrush,
  changeBrushSize,
  takeTool,
  turnMode,
  useMasks,
} from './mask-store.ts';

export type MaskCommandId =
  | 'mask-brush'
  | 'mask-turn'
  | 'mask-rectangle'
  | 'mask-lasso'
  | 'mask-linear'
  | 'mask-radial'
  | 'mask-larger'
  | 'mask-smaller'
  | 'mask-harder'
  | 'mask-softer'
  | 'mask-invert'
  | 'mask-fill'
  | 'mask-clear';

interface MaskCommand {
  readonly id: MaskCommandId;
  readonly group: 'mask';
  readonly keys: readonly string[];
  readonly run: () => Promise<void> | void;
  readonly when: () => boolean;
}

/** Whether the canvas shows a mask to paint on. */
export function isMasking(): boolean {
  return useNavigation.getState().screen === 'studio' && useMasks.getState().painted !== null;
}

function command(
  id: MaskCommandId,
  keys: readonly string[],
  run: () => Promise<void> | void,
): MaskCommand {
  return { id, group: 'mask', keys, run, when: isMasking };
}

const hardnessStep = 0.1;

function changeHardness(by: number): void {
  const hardness = useMasks.getState().brush.hardness + by;
  changeBrush({ hardness: Math.min(1, Math.max(0, Math.round(hardness * 10) / 10)) });
}

/** What can be done while a mask is painted, each by a key. */
export const maskCommands: readonly MaskCommand[] = [
  command('mask-brush', ['B'], () => takeTool('brush')),
  command('mask-turn', ['X'], turnMode),
  command('mask-rectangle', ['M'], () => takeTool('rectangle')),
  command('mask-lasso', ['L'], () => takeTool('lasso')),
  command('mask-linear', ['G'], () => takeTool('linear')),
  command('mask-radial', ['Shift+G'], () => takeTool('radial')),
  command('mask-larger', [']'], () => changeBrushSize(1)),
  command('mask-smaller', ['['], () => changeBrushSize(-1)),
  // With Shift, brackets are braces on most keyboards.
  command('mask-harder', ['}'], () => changeHardness(hardnessStep)),
  command('mask-softer', ['{'], () => changeHardness(-hardnessStep)),
  command('mask-invert', ['I'], () => addStep({ kind: 'invert' })),
  command('mask-fill', ['Shift+Delete'], () => addStep({ kind: 'fill', mode: 'add' })),
  command('mask-clear', ['Delete', 'Backspace'], () => addStep({ kind: 'fill', mode: 'subtract' })),
];
