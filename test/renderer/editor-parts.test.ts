import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Curve, curveSchema, unedited } from '../../electron/contract/editing/document.ts';
import {
  colourControls,
  detailControls,
  effectControls,
  hueControls,
  hueValues,
  isTouched,
  lightControls,
  numberAt,
  straightenControl,
  withNumber,
} from '../../renderer/editor/controls.ts';
import { corners, kept, moved, pulled, wholeCrop, withRatio } from '../../renderer/editor/crop.ts';
import {
  straightCurve,
  withMoved,
  withPoint,
  withoutPoint,
} from '../../renderer/editor/curve-points.ts';
import { histogramOf } from '../../renderer/editor/histogram.ts';

const share = fc.double({ min: -0.5, max: 1.5, noNaN: true });

describe('a crop', () => {
  it('stays inside, whatever is pulled and moved', () => {
    const pull = fc.record({
      corner: fc.constantFrom(...corners),
      x: share,
      y: share,
      share: fc.constantFrom(null, 0.5, 1, 1.8),
    });
    fc.assert(
      fc.property(fc.array(pull, { maxLength: 12 }), share, share, (pulls, dx, dy) => {
        const crop = kept(moved(pulls.reduce(pulled, wholeCrop), dx, dy)) ?? wholeCrop;
        expect(crop.x).toBeGreaterThanOrEqual(0);
        expect(crop.y).toBeGreaterThanOrEqual(0);
        expect(crop.width).toBeGreaterThan(0);
        expect(crop.x + crop.width).toBeLessThanOrEqual(1 + 1e-9);
        expect(crop.y + crop.height).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  it('stays inside where a shape has left less room than the smallest side', () => {
    const flat = { x: 0, y: 0, width: 0.02, height: 0.011 };
    const crop = pulled(flat, { corner: 'top-left', x: 0, y: 0, share: null });
    expect(crop).toEqual({ x: 0, y: 0, width: 0.02, height: 0.011 });
  });

  it('takes a shape about its middle, in pixels of the picture', () => {
    const picture = { width: 300, height: 200 };
    const { x, y, width, height } = withRatio(wholeCrop, 1, picture);
    expect((width * 300) / (height * 200)).toBeCloseTo(1);
    expect([x, y]).toEqual([expect.closeTo(1 / 6), 0]);
  });

  it('of everything is none', () => {
    expect(kept(wholeCrop)).toBeNull();
  });
});

describe('a curve', () => {
  it('is always one that can be kept', () => {
    const act = fc.tuple(fc.constantFrom('add', 'move', 'remove'), share, share, fc.nat(20));
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const curve = acts.reduce<Curve>((now, [kind, x, y, index]) => {
          const at = index % now.length;
          if (kind === 'add') return withPoint(now, [Math.min(Math.max(x, 0), 1), y]).curve;
          return kind === 'move' ? withMoved(now, at, [x, y]) : withoutPoint(now, at);
        }, straightCurve);
        expect(curveSchema.safeParse(curve).success).toBe(true);
      }),
    );
  });
});

describe('a slider', () => {
  const all = [
    ...lightControls,
    ...colourControls,
    ...hueValues.flatMap(hueControls),
    ...detailControls,
    ...effectControls,
    straightenControl,
  ];
  it.each(all.map((control) => [control.path, control] as const))(
    'of %s moves that number from end to end',
    (path, { min, max }) => {
      for (const value of [min, max]) {
        expect(numberAt(withNumber(unedited, path, value), path)).toBe(value);
      }
    },
  );

  it('touches its own section alone', () => {
    const edited = withNumber(unedited, 'light.exposure', 1);
    expect(isTouched(edited, 'light')).toBe(true);
    expect(isTouched(edited, 'colour')).toBe(false);
  });
});

describe('a histogram', () => {
  it('counts what is seen, and what clips', () => {
    const pixels = Uint8Array.of(0, 10, 20, 255, 255, 255, 255, 255, 9, 9, 9, 255, 0, 0, 0, 0);
    const { red, blackClipped, whiteClipped } = histogramOf(pixels);
    expect(red.reduce((sum, count) => sum + count, 0)).toBe(3);
    expect(red[63]).toBe(1);
    expect(blackClipped).toBeCloseTo(1 / 3);
    expect(whiteClipped).toBeCloseTo(1 / 3);
  });
});
