import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Sides,
  frameSize,
  handleNames,
  handles,
  hasRatio,
  noSides,
  pulled,
  ratioOf,
  sides,
  sidesForRatio,
} from '../../renderer/outpaint/frame.ts';
import { frameOf } from '../../renderer/outpaint/sides.ts';
import { fitView, place } from '../../renderer/studio/viewport.ts';

const most = 2000;
const image = { width: 600, height: 400 };
const pull = { alike: false, most } as const;
const length = fc.integer({ min: 0, max: most });
const frame = fc.record<Sides>({ left: length, right: length, up: length, down: length });
const by = fc.record({
  x: fc.double({ min: -5000, max: 5000, noNaN: true }),
  y: fc.double({ min: -5000, max: 5000, noNaN: true }),
});

describe('a handle of the frame', () => {
  it.each([
    ['left', { x: -30, y: 9 }, { ...noSides, left: 30 }],
    ['right', { x: 30, y: 9 }, { ...noSides, right: 30 }],
    ['up', { x: 9, y: -12.4 }, { ...noSides, up: 12 }],
    ['down', { x: 9, y: 12.6 }, { ...noSides, down: 13 }],
    ['up-left', { x: -5, y: -7 }, { ...noSides, left: 5, up: 7 }],
    ['down-right', { x: 5, y: 7 }, { ...noSides, right: 5, down: 7 }],
    ['down-left', { x: 5, y: 7 }, { ...noSides, down: 7 }],
  ] as const)('%s pulled by %j', (handle, move, expected) => {
    expect(pulled(noSides, { ...pull, handle, by: move })).toEqual(expected);
  });

  it('pulls the opposite edge along where both are to be alike', () => {
    expect(pulled(noSides, { handle: 'up-left', by: { x: -5, y: -7 }, alike: true, most })).toEqual(
      { left: 5, right: 5, up: 7, down: 7 },
    );
  });

  it('never cuts into the image, passes what is allowed, or moves another edge', () => {
    fc.assert(
      fc.property(frame, by, fc.constantFrom(...handleNames), (before, move, handle) => {
        const after = pulled(before, { ...pull, handle, by: move });
        for (const side of sides) {
          expect(Number.isInteger(after[side])).toBe(true);
          expect(after[side]).toBeGreaterThanOrEqual(0);
          expect(after[side]).toBeLessThanOrEqual(most);
          const pullsIt = handles[handle].some((one) => one === side);
          if (!pullsIt) expect(after[side]).toBe(before[side]);
        }
      }),
    );
  });
});

describe('a shape for the frame', () => {
  it('grows the image to the sides, its middle stays', () => {
    expect(sidesForRatio(image, ratioOf('16:9'), most)).toEqual({
      left: 55,
      right: 56,
      up: 0,
      down: 0,
    });
    expect(sidesForRatio(image, ratioOf('1:1'), most)).toEqual({
      left: 0,
      right: 0,
      up: 100,
      down: 100,
    });
  });

  it('is reached by every image, as far as a side may grow', () => {
    const size = fc.integer({ min: 64, max: 2000 });
    const shape = fc.constantFrom('1:1', '3:2', '2:3', '16:9', '9:16');
    fc.assert(
      fc.property(size, size, shape, (width, height, name) => {
        const picture = { width, height };
        const found = sidesForRatio(picture, ratioOf(name), most);
        const isCapped = sides.some((side) => found[side] === most);
        expect(isCapped || hasRatio(frameSize(picture, found), ratioOf(name))).toBe(true);
      }),
    );
  });

  it('that the image has already needs nothing', () => {
    expect(sidesForRatio(image, ratioOf('3:2'), most)).toEqual(noSides);
    expect(hasRatio(image, ratioOf('3:2'))).toBe(true);
    expect(hasRatio(image, ratioOf('4:3'))).toBe(false);
  });
});

describe('the fitted view', () => {
  const studio = { operation: 'outpaint', heldSides: null, port: { width: 1000, height: 800 } };
  const placeWith = (options: Partial<Sides>, heldSides: Sides | null = null) =>
    place(
      fitView,
      frameOf(
        { ...studio, operation: 'outpaint', heldSides, options: { outpaint: options } },
        image,
      ),
    );

  it('has the whole frame in sight, with room to pull at it', () => {
    const { scale, left } = placeWith({ left: 300 });
    expect(left - 300 * scale).toBeGreaterThan(40);
    expect(left + image.width * scale).toBeLessThan(960);
  });

  it('keeps the image in its place while a handle is held', () => {
    expect(placeWith({ left: 300 }, noSides)).toEqual(placeWith({}));
  });

  it('of another operation knows no frame', () => {
    expect(
      frameOf({ ...studio, operation: 'edit', options: { outpaint: { left: 300 } } }, image).around,
    ).toBeUndefined();
  });
});
