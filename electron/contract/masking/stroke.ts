import type { StrokeStep } from './document.ts';
import { edgeOf, falloff } from './falloff.ts';
import { type Area, type MaskPlane, blended, isNothing, pixelsIn } from './plane.ts';

export type StrokeStyle = Omit<StrokeStep, 'kind' | 'points'>;
type StrokePoint = StrokeStep['points'][number];

/** How much of its target each pixel of an area has reached while a stroke is painted: 0 to 1. */
export interface StrokeLayer {
  readonly area: Area;
  readonly data: Float32Array;
}

/** A dab at the thinnest pressure still leaves a mark. */
const leastPressure = 0.05;
/** The length of way, in diameters, along which a dab takes its full effect. */
const fullDab = 0.25;

export function emptyLayer(area: Area): StrokeLayer {
  const size = isNothing(area) ? 0 : (area.right - area.left) * (area.bottom - area.top);
  return { area, data: new Float32Array(size) };
}

/** From where to where a brush was drawn, in the layer's pixels, and with which pressure. */
export interface StrokeSegment {
  readonly from: StrokePoint;
  readonly to: StrokePoint;
  /** The first touch: a dot of full effect. */
  readonly isDot: boolean;
}

function radiusAt({ size, pressure }: StrokeStyle, pressed: number): number {
  const counts = pressure === 'size' || pressure === 'both';
  return (size / 2) * (counts ? Math.max(pressed, leastPressure) : 1);
}

/**
 * The share of what is missing that a line adds to a place, told by its offset from the line's start.
 * After n full dabs (1 − flow)ⁿ is still missing; how many it were depends on how long the brush was
 * over the place (the part of the line within its reach), not on how often the pointer told its own.
 */
function rateOf(
  style: StrokeStyle,
  { from, to, isDot }: StrokeSegment,
  reach: number,
): (x: number, y: number) => number {
  const counts = style.pressure === 'flow' || style.pressure === 'both';
  const pressed = Math.max((from[2] + to[2]) / 2, leastPressure);
  const flow = style.flow * (counts ? pressed : 1);
  if (isDot || flow === 1) return () => flow;
  const [alongX, alongY] = [to[0] - from[0], to[1] - from[1]];
  const way = Math.hypot(alongX, alongY);
  if (way === 0) return () => 0;
  const missing = Math.log(1 - flow) / (style.size * fullDab);
  return (x, y) => {
    const along = (x * alongX + y * alongY) / way;
    const aside = (x * alongY - y * alongX) / way;
    const half = Math.sqrt(Math.max(0, reach * reach - aside * aside));
    const over = Math.max(0, Math.min(way, along + half) - Math.max(0, along - half));
    return 1 - Math.exp(missing * over);
  };
}

/**
 * Draws a brush along a line: each pixel goes a share (`rateOf`) of the way to the brush's own profile
 * at its distance from the line, and never beyond it, so that a soft edge stays soft however often it is
 * passed (as Krita's "alpha darken": libs/pigment/compositeops/KoCompositeOpAlphaDarken.h).
 * Between the ends of the line the radius is interpolated. Returns what it touched.
 */
export function drawSegment(layer: StrokeLayer, style: StrokeStyle, segment: StrokeSegment): Area {
  const { from, to } = segment;
  const [fromRadius, toRadius] = [radiusAt(style, from[2]), radiusAt(style, to[2])];
  const reach = Math.max(fromRadius, toRadius) + 1;
  const { left, top, right, bottom } = layer.area;
  const area = pixelsIn(
    {
      left: Math.max(left, Math.min(from[0], to[0]) - reach),
      top: Math.max(top, Math.min(from[1], to[1]) - reach),
      right: Math.max(from[0], to[0]) + reach,
      bottom: Math.max(from[1], to[1]) + reach,
    },
    { width: right, height: bottom },
  );
  const rateAt = rateOf(style, segment, reach);
  const [alongX, alongY] = [to[0] - from[0], to[1] - from[1]];
  const squared = alongX * alongX + alongY * alongY;
  const even = fromRadius === toRadius;
  const edge = edgeOf(fromRadius, style.hardness);
  const { data } = layer;
  const width = right - left;
  for (let y = area.top; y < area.bottom; y += 1) {
    const offsetY = y + 0.5 - from[1];
    for (let x = area.left; x < area.right; x += 1) {
      const offsetX = x + 0.5 - from[0];
      const way =
        squared === 0
          ? 0
          : Math.min(1, Math.max(0, (offsetX * alongX + offsetY * alongY) / squared));
      const [dx, dy] = [offsetX - alongX * way, offsetY - alongY * way];
      const distance = Math.sqrt(dx * dx + dy * dy);
      if (distance >= reach) continue;
      const { inner, outer } = even
        ? edge
        : edgeOf(fromRadius + (toRadius - fromRadius) * way, style.hardness);
      const target = falloff(distance, inner, outer);
      const at = (y - top) * width + (x - left);
      const reached = data[at] ?? 0;
      if (target > reached) {
        data[at] = reached + (target - reached) * rateAt(offsetX, offsetY);
      }
    }
  }
  return area;
}

/** Lays a stroke over what was there before it began. */
export function blendLayer(
  plane: MaskPlane,
  before: Uint8Array,
  { layer, mode, area }: Pick<StrokeStyle, 'mode'> & { layer: StrokeLayer; area: Area },
): void {
  const { left, top, right } = layer.area;
  const width = right - left;
  for (let y = area.top; y < area.bottom; y += 1) {
    for (let x = area.left; x < area.right; x += 1) {
      const share = layer.data[(y - top) * width + (x - left)] ?? 0;
      const at = y * plane.width + x;
      plane.data[at] = blended(before[at] ?? 0, share, mode);
    }
  }
}

/** The stretches between the points of a stroke; the first is a dot. */
function* segmentsOf(points: readonly StrokePoint[]): Generator<StrokeSegment> {
  let before: StrokePoint | null = null;
  for (const point of points) {
    yield { from: before ?? point, to: point, isDot: before === null };
    before = point;
  }
}

/** A whole stroke at once. */
export function drawStroke(
  plane: MaskPlane,
  style: StrokeStyle,
  points: readonly StrokePoint[],
): Area {
  const reach = style.size / 2 + 1;
  let box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const [x, y] of points) {
    box = {
      left: Math.min(box.left, x - reach),
      top: Math.min(box.top, y - reach),
      right: Math.max(box.right, x + reach),
      bottom: Math.max(box.bottom, y + reach),
    };
  }
  const area = pixelsIn(box, plane);
  if (isNothing(area)) return area;
  const layer = emptyLayer(area);
  for (const segment of segmentsOf(points)) drawSegment(layer, style, segment);
  blendLayer(plane, plane.data, { layer, mode: style.mode, area });
  return area;
}
