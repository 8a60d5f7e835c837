import type { MaskStep, StrokeStep } from '../../electron/contract/masking/document.ts';
import {
  type MaskPictures,
  drawStep,
  proxySize,
  scaled,
} from '../../electron/contract/masking/draw.ts';
import {
  type Area,
  type MaskPlane,
  type PlaneSize,
  emptyPlane,
  isNothing,
  joined,
  noArea,
  wholeArea,
} from '../../electron/contract/masking/plane.ts';
import {
  type StrokeLayer,
  blendLayer,
  drawSegment,
  emptyLayer,
} from '../../electron/contract/masking/stroke.ts';

/** The bytes that a step changed, as they were before it. */
interface Patch {
  readonly area: Area;
  readonly bytes: Uint8Array;
}

interface Drawn {
  readonly step: MaskStep;
  /** Gone where patches took too much room: then undoing it draws everything anew. */
  patch: Patch | null;
}

/** Bytes that patches may hold. */
const mostPatchBytes = 64 * 1024 * 1024;

type StrokeStyle = Omit<StrokeStep, 'points'>;
type StrokePoint = StrokeStep['points'][number];

/** A stroke while it is painted. */
export interface LiveStroke {
  /** Draws on through points in image pixels; returns what changed, in the plane's. */
  extend(points: readonly StrokePoint[]): Area;
  /** The stroke as the step that it becomes. */
  keep(step: MaskStep): void;
  /** Takes it back; returns what changed. */
  drop(): Area;
}

/** The small copy of a mask that the window draws. */
export interface MaskSurface {
  readonly plane: MaskPlane;
  /** Shows these steps: undone ones are patched back, new ones drawn. Returns what changed. */
  show(steps: readonly MaskStep[], pictures: MaskPictures): Area;
  begin(style: StrokeStyle): LiveStroke;
}

export function createMaskSurface(image: PlaneSize): MaskSurface {
  const plane = emptyPlane(proxySize(image));
  const drawn: Drawn[] = [];
  let patchBytes = 0;

  function keep(step: MaskStep, patch: Patch): void {
    drawn.push({ step, patch });
    patchBytes += patch.bytes.length;
    for (const old of drawn) {
      if (patchBytes <= mostPatchBytes) break;
      patchBytes -= old.patch?.bytes.length ?? 0;
      old.patch = null;
    }
  }

  /** Takes steps back down to so many; returns what changed, null where it can't. */
  function takeBack(count: number): Area | null {
    let changed = noArea;
    while (drawn.length > count) {
      const patch = drawn.at(-1)?.patch ?? null;
      if (patch === null) return null;
      putBack(plane, patch);
      patchBytes -= patch.bytes.length;
      changed = joined(changed, patch.area);
      drawn.pop();
    }
    return changed;
  }

  function startOver(): Area {
    plane.data.fill(0);
    drawn.length = 0;
    patchBytes = 0;
    return wholeArea(plane);
  }

  return {
    plane,
    show: (steps, pictures) => {
      let same = 0;
      while (same < drawn.length && drawn[same]?.step === steps[same]) same += 1;
      let changed = takeBack(same) ?? startOver();
      for (const step of steps.slice(drawn.length)) {
        const before = plane.data.slice();
        const area = drawStep(plane, scaled(step, plane, image), pictures);
        keep(step, cutOut({ ...plane, data: before }, area));
        changed = joined(changed, area);
      }
      return changed;
    },
    begin: (style) => {
      const before = plane.data.slice();
      const layer: StrokeLayer = emptyLayer(wholeArea(plane));
      let last: StrokePoint | null = null;
      let touched = noArea;
      return {
        extend: (points) => {
          let area = noArea;
          const { points: own, ...brush } = toStroke(
            scaled({ ...style, points: [...points] }, plane, image),
          );
          for (const point of own) {
            const segment = { from: last ?? point, to: point, isDot: last === null };
            area = joined(area, drawSegment(layer, brush, segment));
            last = point;
          }
          if (isNothing(area)) return noArea;
          blendLayer(plane, before, { layer, mode: style.mode, area });
          touched = joined(touched, area);
          return area;
        },
        keep: (step) => keep(step, cutOut({ ...plane, data: before }, touched)),
        drop: () => {
          putBack(plane, cutOut({ ...plane, data: before }, touched));
          return touched;
        },
      };
    },
  };
}

function toStroke(step: MaskStep): StrokeStep {
  if (step.kind !== 'stroke') throw new Error(`a ${step.kind} is no stroke`);
  return step;
}

function cutOut({ width, data }: MaskPlane, area: Area): Patch {
  if (isNothing(area)) return { area, bytes: new Uint8Array(0) };
  const across = area.right - area.left;
  const bytes = new Uint8Array(across * (area.bottom - area.top));
  for (let y = area.top; y < area.bottom; y += 1) {
    const start = y * width + area.left;
    bytes.set(data.subarray(start, start + across), (y - area.top) * across);
  }
  return { area, bytes };
}

function putBack({ width, data }: MaskPlane, { area, bytes }: Patch): void {
  if (isNothing(area)) return;
  const across = area.right - area.left;
  for (let y = area.top; y < area.bottom; y += 1) {
    const start = (y - area.top) * across;
    data.set(bytes.subarray(start, start + across), y * width + area.left);
  }
}
