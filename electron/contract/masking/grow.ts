import { type Area, type MaskPlane, wholeArea } from './plane.ts';

/** How much is covered at the edges whose distances are measured; between them it is interpolated. */
const levels = [1, 51, 102, 153, 204, 255] as const;

/**
 * Moves the edge outwards by a radius in pixels, inwards where it is below zero: each pixel becomes
 * the most (or least) that is covered within the radius, dilation by a disc. Worked out from exact
 * distances to the edges at some levels of cover, so that it costs the same for each radius, a soft
 * edge keeps its shape, and fractions of a pixel count.
 */
export function grow(plane: MaskPlane, by: number): Area {
  if (by > 0) dilate(plane, by);
  if (by < 0) {
    invert(plane);
    dilate(plane, -by);
    invert(plane);
  }
  return wholeArea(plane);
}

export function invert({ data }: MaskPlane): void {
  for (let at = 0; at < data.length; at += 1) data[at] = 255 - (data[at] ?? 0);
}

function dilate({ width, height, data }: MaskPlane, radius: number): void {
  const before = data.slice();
  const farthest = Math.ceil(radius) + 2;
  /** Distance to the edge of the level before, where it lies within reach. */
  const last = new Float32Array(data.length).fill(Infinity);
  const down = new Uint16Array(data.length);
  const row = new Float32Array(width);
  const envelope = envelopeOf(width);
  let lastLevel = 0;
  for (const level of levels) {
    if (!measureDown({ width, height, data: before }, { level, farthest, down })) return;
    for (let y = 0; y < height; y += 1) {
      const start = y * width;
      envelope(down.subarray(start, start + width), farthest, row);
      for (let x = 0; x < width; x += 1) {
        const distance = row[x] ?? Infinity;
        if (distance < radius + 1 || (last[start + x] ?? Infinity) <= radius) {
          const value = Math.max(
            // The rim of an edge as sharp as a pixel.
            level * Math.min(1, radius + 1 - distance),
            interpolated(
              { from: lastLevel, to: level },
              { from: last[start + x] ?? Infinity, to: distance },
              radius,
            ),
          );
          data[start + x] = Math.max(data[start + x] ?? 0, Math.round(value));
        }
        last[start + x] = distance;
      }
    }
    lastLevel = level;
  }
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The level that a radius reaches on its way from the edge of one level to that of the next. */
function interpolated(level: Stretch, distance: Stretch, radius: number): number {
  if (distance.from > radius) return 0;
  const share = (radius - distance.from) / Math.max(1, distance.to - distance.from);
  return level.from + (level.to - level.from) * Math.min(share, 1);
}

interface Measuring {
  readonly level: number;
  /** Larger distances are all the same. */
  readonly farthest: number;
  /** Filled: how far it is, straight up or down, to a pixel of the level. */
  readonly down: Uint16Array;
}

/** Returns whether there is such a pixel at all. */
function measureDown(
  { width, height, data }: MaskPlane,
  { level, farthest, down }: Measuring,
): boolean {
  let isAny = false;
  for (let at = 0; at < data.length; at += 1) {
    const isIn = (data[at] ?? 0) >= level;
    isAny ||= isIn;
    const above = at < width ? farthest : (down[at - width] ?? farthest) + 1;
    down[at] = isIn ? 0 : Math.min(above, farthest);
  }
  for (let at = (height - 1) * width - 1; at >= 0; at -= 1) {
    down[at] = Math.min(down[at] ?? 0, (down[at + width] ?? 0) + 1);
  }
  return isAny;
}

/**
 * Distances in two dimensions from those along the columns: the lower envelope of parabolas
 * (P. Felzenszwalb, D. Huttenlocher, Distance transforms of sampled functions, 2012, algorithm 1).
 */
function envelopeOf(
  width: number,
): (down: Uint16Array, farthest: number, into: Float32Array) => void {
  const places = new Int32Array(width);
  const starts = new Float64Array(width + 1);
  return (down, farthest, into) => {
    let count = 0;
    for (let x = 0; x < width; x += 1) {
      const height = down[x] ?? 0;
      if (height >= farthest) continue;
      // What lies within is its own answer: only its rim is near to others.
      if (height === 0 && (down[x - 1] ?? 0) === 0 && (down[x + 1] ?? 0) === 0) continue;
      let start = -Infinity;
      while (count > 0) {
        const other = places[count - 1] ?? 0;
        const otherHeight = down[other] ?? 0;
        start =
          (height * height + x * x - otherHeight * otherHeight - other * other) / (2 * (x - other));
        if (start > (starts[count - 1] ?? 0)) break;
        count -= 1;
        start = -Infinity;
      }
      places[count] = x;
      starts[count] = start;
      count += 1;
    }
    let parabola = 0;
    for (let x = 0; x < width; x += 1) {
      if (down[x] === 0) {
        into[x] = 0;
        continue;
      }
      if (count === 0) {
        into[x] = Infinity;
        continue;
      }
      while (parabola + 1 < count && (starts[parabola + 1] ?? 0) < x) parabola += 1;
      const place = places[parabola] ?? 0;
      into[x] = Math.hypot(x - place, down[place] ?? 0);
    }
  };
}
