import { assert, constantFrom, double, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type SizeLimits,
  fitsLimits,
  planSize,
} from '../../electron/images/worker/compile/size-plan.ts';

const roomy: SizeLimits = {
  minPixels: 1,
  maxPixels: 64_000_000,
  minSide: 1,
  maxSide: 16_384,
  minRatio: 0.01,
  maxRatio: 100,
  multipleOf: 1,
};

const sides = integer({ min: 1, max: 16_384 });
const images = record({ width: sides, height: sides });
const limits = record({
  minPixels: integer({ min: 1, max: 400_000 }),
  extraPixels: integer({ min: 0, max: 20_000_000 }),
  minSide: integer({ min: 1, max: 512 }),
  extraSide: integer({ min: 0, max: 8000 }),
  minRatio: double({ min: 0.1, max: 1, noNaN: true }),
  maxRatio: double({ min: 1, max: 10, noNaN: true }),
  multipleOf: constantFrom(1, 2, 8, 16, 64),
}).map(({ extraPixels, extraSide, ...rest }): SizeLimits => ({
  ...rest,
  maxPixels: rest.minPixels + extraPixels,
  maxSide: rest.minSide + extraSide,
}));

describe('the size at which an image is sent', () => {
  it('is within every limit, or refused with a reason', () => {
    assert(
      property(images, limits, (image, limits) => {
        const plan = planSize(image, limits);
        expect(plan.kind === 'refused' || fitsLimits(plan, limits)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("is the image's own where that fits", () => {
    const fitting = record({
      columns: integer({ min: 1, max: 1000 }),
      rows: integer({ min: 1, max: 1000 }),
      multipleOf: constantFrom(1, 2, 8, 16),
      slack: double({ min: 1, max: 3, noNaN: true }),
    });
    assert(
      property(fitting, ({ columns, rows, multipleOf, slack }) => {
        const [width, height] = [columns * multipleOf, rows * multipleOf];
        const around = {
          minPixels: (width * height) / slack,
          maxPixels: width * height * slack,
          minSide: Math.min(width, height) / slack,
          maxSide: Math.max(width, height) * slack,
        };
        const plan = planSize(
          { width, height },
          { ...roomy, ...around, minRatio: 0.001, maxRatio: 1000, multipleOf },
        );
        expect(plan).toEqual({ kind: 'fits', width, height });
      }),
    );
  });

  it('keeps the shape to within two multiples a side', () => {
    assert(
      property(images, limits, (image, limits) => {
        const plan = planSize(image, limits);
        if (plan.kind === 'refused') return;
        const step = limits.multipleOf;
        const scale = Math.sqrt((plan.width * plan.height) / (image.width * image.height));
        expect(Math.abs(plan.width - image.width * scale)).toBeLessThanOrEqual(5 * step);
        expect(Math.abs(plan.height - image.height * scale)).toBeLessThanOrEqual(5 * step);
      }),
    );
  });

  it.each([
    {
      why: '24 megapixels to 1',
      from: [6000, 4000],
      limit: { maxPixels: 1_048_576 },
      to: [1254, 836],
    },
    { why: 'a long side to 2048', from: [6000, 4000], limit: { maxSide: 2048 }, to: [2048, 1365] },
    { why: 'up to the least side', from: [100, 50], limit: { minSide: 64 }, to: [128, 64] },
    { why: 'to multiples of 64', from: [1000, 700], limit: { multipleOf: 64 }, to: [1024, 704] },
  ])('$why', ({ from: [width = 0, height = 0], limit, to }) => {
    const plan = planSize({ width, height }, { ...roomy, ...limit });
    expect(plan.kind === 'fits' && [plan.width, plan.height]).toEqual(to);
  });

  it('refuses a panorama beyond the ratio, and limits that leave no size', () => {
    const panorama = { width: 5000, height: 1000 };
    expect(planSize(panorama, { ...roomy, maxRatio: 2.5 })).toEqual({
      kind: 'refused',
      reason: 'ratio',
    });
    expect(planSize(panorama, { ...roomy, minSide: 900, maxSide: 1000 })).toEqual({
      kind: 'refused',
      reason: 'size',
    });
  });
});
