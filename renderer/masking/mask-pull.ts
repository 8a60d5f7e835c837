import {
  type MaskStep,
  type StepMode,
  mostPoints,
} from '../../electron/contract/masking/document.ts';
import { type Area, noArea } from '../../electron/contract/masking/plane.ts';
import type { Size } from '../studio/viewport.ts';
import type { LiveStroke, MaskSurface } from './surface.ts';
import {
  type BrushStyle,
  type MaskTool,
  type Touch,
  stepOf,
  strokePoint,
  strokeStyle,
} from './tools.ts';

/*
 *            begin            move                  end
 *  nothing ────────▶ pulling ─────▶ pulling … ────────────▶ nothing, a step more
 *                                       └── drop ─────────▶ nothing, as before
 * A brush draws while it is pulled; a shape is outlined, and drawn at the end.
 */
export interface MaskPull {
  readonly tool: MaskTool;
  readonly mode: StepMode;
  /** Where it went so far. */
  readonly touches: readonly Touch[];
  /** Returns what changed of the surface. */
  move(touches: readonly Touch[]): Area;
  /** The step that it was; null where it was too small to mean something. */
  end(): MaskStep | null;
  /** Takes back what was drawn; returns what changed. */
  drop(): Area;
}

interface PullStart {
  readonly surface: MaskSurface;
  readonly image: Size;
  readonly tool: MaskTool;
  readonly mode: StepMode;
  readonly brush: BrushStyle;
  /** Image pixels below which a move is none. */
  readonly fineness: number;
}

export function beginPull(start: PullStart): MaskPull {
  const { surface, tool, mode, image, brush } = start;
  const touches: Touch[] = [];
  const live: LiveStroke | null =
    tool === 'brush' ? surface.begin(strokeStyle({ mode, brush, image })) : null;
  return {
    tool,
    mode,
    touches,
    move: (more) => {
      const before = touches.length;
      for (const touch of more) {
        if (touches.length >= mostPoints) break;
        if (isFar(touches.at(-1), touch, start.fineness)) touches.push(touch);
      }
      return live?.extend(touches.slice(before).map(strokePoint)) ?? noArea;
    },
    end: () => {
      const step = stepOf({ tool, mode, brush, image, touches });
      if (step !== null) live?.keep(step);
      return step;
    },
    drop: () => live?.drop() ?? noArea,
  };
}

/** A hand at rest trembles. */
function isFar(last: Touch | undefined, next: Touch, fineness: number): boolean {
  return last === undefined || Math.hypot(next.x - last.x, next.y - last.y) >= fineness;
}
