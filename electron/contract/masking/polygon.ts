import type { MaskStep } from './document.ts';
import { type Area, type MaskPlane, blended, isNothing, pixelsIn } from './plane.ts';

type Points = Extract<MaskStep, { kind: 'lasso' }>['points'];

/** Lines looked at in each row of pixels: edges are exact across, and this fine along. */
const linesPerRow = 8;

/** Where an edge crosses a line, and whether it goes down (1) or up (−1). */
interface Crossing {
  readonly x: number;
  readonly turn: 1 | -1;
}

/** A closed polygon; loops are filled (the nonzero rule: Foley et al., Computer Graphics, 2.1.3). */
export function drawLasso(
  plane: MaskPlane,
  { points, mode }: Extract<MaskStep, { kind: 'lasso' }>,
): Area {
  const area = pixelsIn(boxOf(points), plane);
  if (isNothing(area)) return area;
  const lines = crossingsOf(points, area);
  const cover = new Float32Array(plane.width);
  for (let row = area.top; row < area.bottom; row += 1) {
    cover.fill(0);
    for (let line = 0; line < linesPerRow; line += 1) {
      const crossings = lines[(row - area.top) * linesPerRow + line];
      if (crossings !== undefined) addSpans(cover, crossings, area);
    }
    for (let x = area.left; x < area.right; x += 1) {
      const share = (cover[x] ?? 0) / linesPerRow;
      if (share === 0) continue;
      const at = row * plane.width + x;
      plane.data[at] = blended(plane.data[at] ?? 0, Math.min(share, 1), mode);
    }
  }
  return area;
}

function boxOf(points: Points): Area {
  let box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const [x, y] of points) {
    box = {
      left: Math.min(box.left, x),
      top: Math.min(box.top, y),
      right: Math.max(box.right, x),
      bottom: Math.max(box.bottom, y),
    };
  }
  return box;
}

function crossingsOf(points: Points, { top, bottom }: Area): readonly (Crossing[] | undefined)[] {
  const count = (bottom - top) * linesPerRow;
  const lines = Array.from<Crossing[] | undefined>({ length: count });
  points.forEach(([fromX, fromY], index) => {
    const [toX, toY] = points[(index + 1) % points.length] ?? [fromX, fromY];
    if (fromY === toY) return;
    const turn = fromY < toY ? 1 : -1;
    const [high, low] = turn === 1 ? [fromY, toY] : [toY, fromY];
    // A line lies in the middle of its strip; an edge holds its upper end and not its lower one.
    const first = Math.max(0, Math.ceil((high - top) * linesPerRow - 0.5));
    const last = Math.min(count, Math.ceil((low - top) * linesPerRow - 0.5));
    for (let line = first; line < last; line += 1) {
      const y = top + (line + 0.5) / linesPerRow;
      const x = fromX + ((y - fromY) * (toX - fromX)) / (toY - fromY);
      (lines[line] ??= []).push({ x, turn });
    }
  });
  return lines;
}

function addSpans(cover: Float32Array, crossings: Crossing[], { left, right }: Area): void {
  crossings.sort((one, other) => one.x - other.x);
  let winding = 0;
  let start = 0;
  for (const { x, turn } of crossings) {
    if (winding === 0) start = x;
    winding += turn;
    if (winding === 0) addSpan(cover, Math.max(start, left), Math.min(x, right));
  }
}

function addSpan(cover: Float32Array, from: number, to: number): void {
  if (to <= from) return;
  const [first, last] = [Math.floor(from), Math.ceil(to) - 1];
  for (let x = first; x <= last; x += 1) {
    cover[x] = (cover[x] ?? 0) + Math.min(x + 1, to) - Math.max(x, from);
  }
}
