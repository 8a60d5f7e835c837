import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitBytes } from '../../electron/images/worker/compile/fit-bytes.ts';

/** A codec whose files grow with quality and pixels, as those of all codecs do. */
function size({ quality, longestSide }: { quality: number; longestSide: number }): number {
  return Math.ceil((longestSide ** 2 * (quality + 5)) / 200);
}

test('the result fits, and where only quality gave way, one step more would not', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2000, max: 4_000_000 }),
      fc.integer({ min: 41, max: 100 }),
      fc.integer({ min: 200, max: 6000 }),
      async (maxBytes, quality, longestSide) => {
        let encodings = 0;
        const from = { quality, longestSide };
        const found = await fitBytes({
          maxBytes,
          from,
          lossy: true,
          encode: (trial) => {
            encodings += 1;
            return Promise.resolve(trial);
          },
          sizeOf: size,
        });
        if (found === null) throw new Error('nothing was found');
        expect(size(found)).toBeLessThanOrEqual(maxBytes);
        expect(encodings).toBeLessThan(30);
        if (found.longestSide < longestSide || found.quality === quality) return;
        expect(size({ ...found, quality: found.quality + 1 })).toBeGreaterThan(maxBytes);
      },
    ),
  );
});

test('a lossless format gets fewer pixels, and what never fits is null', async () => {
  const from = { quality: 80, longestSide: 4000 };
  const task = { from, lossy: false, encode: (trial: typeof from) => Promise.resolve(trial) };
  const found = await fitBytes({ ...task, maxBytes: 50_000, sizeOf: size });
  expect(found).toMatchObject({ quality: 80 });
  expect(found?.longestSide).toBeLessThan(4000);
  expect(await fitBytes({ ...task, maxBytes: 50_000, sizeOf: () => 50_001 })).toBeNull();
});
