import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { qrPath, quietZone } from '../../renderer/account/qr-path.ts';

/** Paints the path's rectangles on a grid, as a browser would. */
function painted(path: string, side: number): number[][] {
  const grid = Array.from({ length: side }, () => Array.from({ length: side }, () => 0));
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    const row = grid[Number(y) - quietZone];
    for (let step = 0; step < Number(width); step += 1) {
      const column = Number(x) - quietZone + step;
      if (row) row[column] = (row[column] ?? 0) + 1;
    }
  }
  return grid;
}

describe('the picture of a QR code', () => {
  it('joins neighbours of a row into one rectangle', () => {
    expect(qrPath([[1, 1, 0, 1]])).toBe('M4 4h2v1h-2zM7 4h1v1h-1z');
  });

  it('paints each dark module once and no light one', () => {
    const modules = fc.integer({ min: 1, max: 25 }).chain((side) =>
      fc.array(fc.array(fc.constantFrom<0 | 1>(0, 1), { minLength: side, maxLength: side }), {
        minLength: side,
        maxLength: side,
      }),
    );
    fc.assert(
      fc.property(modules, (rows) => {
        expect(painted(qrPath(rows), rows.length)).toEqual(rows);
      }),
    );
  });
});
