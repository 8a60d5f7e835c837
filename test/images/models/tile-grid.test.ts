import { assert, integer, property } from 'fast-check';
import { expect, it } from 'vitest';
import { tileGrid } from '../../../electron/images/worker/models/tile-grid.ts';

it('covers every pixel of any image exactly once', () => {
  const side = integer({ min: 1, max: 40 });
  assert(
    property(side, side, side, (width, height, tileSide) => {
      const covered = new Uint8Array(width * height);
      for (const tile of tileGrid({ width, height }, tileSide)) {
        for (let y = tile.top; y < tile.top + tile.height; y += 1) {
          for (let x = tile.left; x < tile.left + tile.width; x += 1) {
            expect(x).toBeLessThan(width);
            covered[y * width + x] = (covered[y * width + x] ?? 0) + 1;
          }
        }
      }
      expect(covered.every((count) => count === 1)).toBe(true);
    }),
  );
});
