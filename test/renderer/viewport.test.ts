import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Frame,
  type View,
  fitScale,
  fitView,
  panBy,
  place,
  toImage,
  visibleTiles,
  zoomAt,
  zoomTo,
} from '../../renderer/studio/viewport.ts';

const frame: Frame = { image: { width: 6000, height: 4000 }, port: { width: 1000, height: 800 } };

describe('the fitted view', () => {
  it('shows the whole image in the middle', () => {
    const { scale, left, top } = place(fitView, frame);
    expect(scale).toBeCloseTo(920 / 6000);
    expect(left).toBeCloseTo(40);
    expect(top).toBeCloseTo((800 - 4000 * scale) / 2);
  });

  it('blows small images up four times at most', () => {
    expect(fitScale({ ...frame, image: { width: 16, height: 16 } })).toBe(4);
  });
});

const point = fc.record({
  x: fc.double({ min: 300, max: 700, noNaN: true }),
  y: fc.double({ min: 250, max: 550, noNaN: true }),
});

describe('zooming', () => {
  it('keeps the image point under the pointer', () => {
    fc.assert(
      fc.property(point, fc.double({ min: 1.01, max: 20, noNaN: true }), (at, factor) => {
        const before = toImage(place(fitView, frame), at);
        const after = toImage(place(zoomAt(fitView, frame, { factor, at }), frame), at);
        expect(after.x).toBeCloseTo(before.x, 4);
        expect(after.y).toBeCloseTo(before.y, 4);
      }),
    );
  });

  it('stays between its bounds', () => {
    expect(place(zoomTo(fitView, frame, { scale: 1000 }), frame).scale).toBe(32);
    expect(place(zoomTo(fitView, frame, { scale: 0 }), frame).scale).toBe(0.01);
  });
});

describe('panning', () => {
  it('never loses the image, however far it goes', () => {
    const move = fc.record({
      x: fc.integer({ min: -1e6, max: 1e6 }),
      y: fc.integer({ min: -1e6, max: 1e6 }),
    });
    fc.assert(
      fc.property(fc.array(move, { maxLength: 8 }), (moves) => {
        let view: View = zoomTo(fitView, frame, { scale: 1 });
        for (const each of moves) view = panBy(view, frame, each);
        const middle = toImage(place(view, frame), { x: 500, y: 400 });
        expect(middle.x).toBeGreaterThanOrEqual(-1e-6);
        expect(middle.x).toBeLessThanOrEqual(6000 + 1e-6);
        expect(middle.y).toBeGreaterThanOrEqual(-1e-6);
        expect(middle.y).toBeLessThanOrEqual(4000 + 1e-6);
      }),
    );
  });

  it('moves the image by as many pixels as the pointer', () => {
    const view = zoomTo(fitView, frame, { scale: 1 });
    const before = place(view, frame);
    const after = place(panBy(view, frame, { x: 30, y: -20 }), frame);
    expect([after.left - before.left, after.top - before.top]).toEqual([30, -20]);
  });
});

describe('the visible tiles', () => {
  it('cover what the canvas shows at 100 %, and no more', () => {
    const placement = place(zoomTo(fitView, frame, { scale: 1 }), frame);
    expect(visibleTiles(placement, frame, 1024)).toEqual([
      { column: 2, row: 1 },
      { column: 3, row: 1 },
      { column: 2, row: 2 },
      { column: 3, row: 2 },
    ]);
  });

  it('never lie outside of the image', () => {
    fc.assert(
      fc.property(point, fc.double({ min: 0.1, max: 60, noNaN: true }), (at, factor) => {
        const placement = place(zoomAt(fitView, frame, { factor, at }), frame);
        for (const { column, row } of visibleTiles(placement, frame, 1024)) {
          expect(column).toBeGreaterThanOrEqual(0);
          expect(row).toBeGreaterThanOrEqual(0);
          expect(column * 1024).toBeLessThan(6000);
          expect(row * 1024).toBeLessThan(4000);
        }
      }),
    );
  });
});
