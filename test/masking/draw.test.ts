import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type MaskStep,
  isEmptyMask,
  maskStepSchema,
} from '../../electron/contract/masking/document.ts';
import { anyStep, at, coverOf, drawnOn, plainStroke } from './support/steps.ts';

const image = { width: 100, height: 60 };

describe('a brush', () => {
  it('covers a line with round ends, and nothing else', () => {
    const mask = drawnOn(image, [plainStroke]);
    expect([at(mask, 45, 30), at(mask, 45, 21), at(mask, 45, 39)]).toEqual([255, 255, 255]);
    expect([at(mask, 45, 18), at(mask, 45, 42), at(mask, 8, 30), at(mask, 82, 30)]).toEqual([
      0, 0, 0, 0,
    ]);
    // A rectangle of 50 × 20 and a disc of radius 10.
    expect(coverOf(mask)).toBeCloseTo(1000 + Math.PI * 100, -1);
  });

  it('falls off from its hard middle to its edge', () => {
    const mask = drawnOn(image, [{ ...plainStroke, size: 40, hardness: 0.5 }]);
    const down = Array.from({ length: 20 }, (_, y) => at(mask, 45, 30 + y));
    expect(down.slice(0, 9).every((value) => value === 255)).toBe(true);
    expect(down.toSorted((one, other) => other - one)).toEqual(down);
    expect(down[14]).toBeGreaterThan(100);
    expect(down[14]).toBeLessThan(160);
  });

  it('adds the same along a way, however often the pointer told its place', () => {
    const points = (count: number) =>
      Array.from({ length: count + 1 }, (_, n) => [20 + (60 * n) / count, 30, 1] as const);
    const style = { ...plainStroke, flow: 0.2 };
    const few = drawnOn(image, [{ ...style, points: points(2) }]);
    const many = drawnOn(image, [{ ...style, points: points(60) }]);
    expect(at(few, 50, 30)).toBeGreaterThan(100);
    expect(Math.abs(at(few, 50, 30) - at(many, 50, 30))).toBeLessThan(26);
  });

  it('never covers more than its profile, however often it passes', () => {
    const points = Array.from({ length: 40 }, (_, n) => [n % 2 === 0 ? 20 : 70, 30, 1] as const);
    const once = drawnOn(image, [{ ...plainStroke, size: 40, hardness: 0 }]);
    const often = drawnOn(image, [{ ...plainStroke, size: 40, hardness: 0, points }]);
    expect(at(often, 45, 44)).toBeLessThanOrEqual(at(once, 45, 44) + 1);
  });

  it('is thinner, or paler, where the pen is pressed less', () => {
    const light = [
      [20, 30, 0.3],
      [70, 30, 0.3],
    ] as const;
    const whole = coverOf(drawnOn(image, [plainStroke]));
    const thin = drawnOn(image, [{ ...plainStroke, pressure: 'size', points: light }]);
    expect(coverOf(thin)).toBeLessThan(whole * 0.4);
    expect(at(thin, 45, 30)).toBe(255);
    const dot = (pressure: 'none' | 'flow') =>
      at(drawnOn(image, [{ ...plainStroke, pressure, points: [[45, 30, 0.3]] }]), 45, 30);
    expect(dot('none')).toBe(255);
    expect(dot('flow')).toBeCloseTo(255 * 0.3, -1);
  });

  it('erases what it subtracts from', () => {
    const mask = drawnOn(image, [
      { kind: 'fill', mode: 'add' },
      { ...plainStroke, mode: 'subtract' },
    ]);
    expect([at(mask, 45, 30), at(mask, 45, 5)]).toEqual([0, 255]);
  });
});

describe('a shape', () => {
  it('covers parts of pixels by their share', () => {
    const mask = drawnOn(image, [
      { kind: 'rectangle', mode: 'add', x: 10.5, y: 10, width: 20, height: 5.25 },
    ]);
    expect([at(mask, 10, 12), at(mask, 11, 12), at(mask, 30, 12), at(mask, 31, 12)]).toEqual([
      128, 255, 128, 0,
    ]);
    expect(coverOf(mask)).toBeCloseTo(105, 0);
  });

  it('of a lasso is filled, loops too, and has smooth edges', () => {
    const triangle = drawnOn(image, [
      {
        kind: 'lasso',
        mode: 'add',
        points: [
          [10, 10],
          [50, 10],
          [10, 50],
        ],
      },
    ]);
    expect(coverOf(triangle)).toBeCloseTo(800, -1);
    expect(at(triangle, 29, 30)).toBeCloseTo(128, -2);
    const pentagram = [0, 2, 4, 1, 3].map((n) => {
      const turn = (n / 5) * 2 * Math.PI;
      return [50 + 25 * Math.sin(turn), 30 - 25 * Math.cos(turn)] as const;
    });
    expect(at(drawnOn(image, [{ kind: 'lasso', mode: 'add', points: pentagram }]), 50, 30)).toBe(
      255,
    );
  });

  it('of a straight gradient runs from all to nothing, whatever lies beside', () => {
    const mask = drawnOn(image, [{ kind: 'linear', mode: 'add', from: [20, 30], to: [80, 30] }]);
    expect([at(mask, 5, 2), at(mask, 95, 50)]).toEqual([255, 0]);
    expect(at(mask, 50, 10)).toBeCloseTo(127, -1);
    expect(at(mask, 40, 3)).toBe(at(mask, 40, 57));
  });

  it('of a round gradient is an ellipse', () => {
    const mask = drawnOn(image, [
      { kind: 'radial', mode: 'add', centre: [50, 30], radii: [40, 20], hardness: 1 },
    ]);
    expect(coverOf(mask)).toBeCloseTo(Math.PI * 40 * 20, -2);
    expect([at(mask, 50, 30), at(mask, 13, 30), at(mask, 50, 52)]).toEqual([255, 255, 0]);
  });
});

describe('the edge', () => {
  const square: MaskStep = { kind: 'rectangle', mode: 'add', x: 40, y: 20, width: 20, height: 20 };

  it('feathered is soft, in the same place and as much in all', () => {
    const mask = drawnOn(image, [square, { kind: 'feather', radius: 6 }]);
    expect(coverOf(mask)).toBeCloseTo(400, -1);
    expect((at(mask, 39, 30) + at(mask, 40, 30)) / 2).toBeCloseTo(127, -1);
    expect(at(mask, 50, 30)).toBeGreaterThan(225);
    expect(at(mask, 30, 30)).toBeLessThan(5);
  });

  it('moves by whole and half pixels, out and in, round its corners', () => {
    const grown = drawnOn(image, [square, { kind: 'grow', by: 8 }]);
    expect([at(grown, 32, 30), at(grown, 31, 30), at(grown, 67, 30)]).toEqual([255, 0, 255]);
    // Eight outwards in each direction, and quarter discs at the corners.
    expect(coverOf(grown)).toBeCloseTo(400 + 4 * 160 + Math.PI * 64, -2);
    expect(at(grown, 33, 13)).toBe(0);
    const less = drawnOn(image, [square, { kind: 'grow', by: -5 }]);
    expect(coverOf(less)).toBeCloseTo(100, -1);
    const half = drawnOn(image, [square, { kind: 'grow', by: 2.5 }]);
    expect(at(half, 37, 30)).toBeGreaterThan(90);
    expect(at(half, 37, 30)).toBeLessThan(165);
  });

  it('keeps a soft shape while it moves', () => {
    const soft: MaskStep = {
      kind: 'radial',
      mode: 'add',
      centre: [50, 30],
      radii: [20, 20],
      hardness: 0,
    };
    const [before, after] = [
      drawnOn(image, [soft]),
      drawnOn(image, [soft, { kind: 'grow', by: 5 }]),
    ];
    for (const x of [36, 40, 44]) {
      expect(Math.abs(at(after, x - 5, 30) - at(before, x, 30))).toBeLessThan(16);
    }
  });
});

describe('any list of steps', () => {
  const size = { width: 24, height: 16 };

  it('covers nothing where its steps say so', () => {
    fc.assert(
      fc.property(fc.array(anyStep(size), { maxLength: 6 }), (steps) => {
        expect(isEmptyMask(steps) && coverOf(drawnOn(size, steps)) > 0).toBe(false);
      }),
    );
  });

  it('inverted twice is as before', () => {
    fc.assert(
      fc.property(fc.array(anyStep(size), { maxLength: 5 }), (steps) => {
        const twice = [...steps, { kind: 'invert' }, { kind: 'invert' }] as const;
        expect(drawnOn(size, twice)).toEqual(drawnOn(size, steps));
      }),
    );
  });

  it('passes the contract', () => {
    fc.assert(
      fc.property(anyStep(size), (step) => {
        expect(maskStepSchema.parse(step)).toEqual(step);
      }),
    );
  });
});
