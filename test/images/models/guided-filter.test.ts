import { array, assert, float, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyGuidedModel } from '../../../electron/images/worker/models/apply-guided-model.ts';
import { boxMean } from '../../../electron/images/worker/models/box-mean.ts';
import { fitGuidedModel } from '../../../electron/images/worker/models/guided-filter.ts';

describe('the box mean', () => {
  it('is what adding up every square gives', () => {
    const planes = record({
      width: integer({ min: 1, max: 9 }),
      height: integer({ min: 1, max: 9 }),
    }).chain(({ width, height }) =>
      array(float({ min: 0, max: 1, noNaN: true }), {
        minLength: width * height,
        maxLength: width * height,
      }).map((values) => ({ width, height, values: Float32Array.from(values) })),
    );
    assert(
      property(planes, integer({ min: 0, max: 12 }), (plane, radius) => {
        const means = boxMean(plane, radius);
        for (const [index, mean] of means.entries()) {
          expect(mean).toBeCloseTo(naiveMean(plane, radius, index), 5);
        }
      }),
    );
  });

  function naiveMean(
    plane: { width: number; height: number; values: Float32Array },
    radius: number,
    index: number,
  ): number {
    const [x, y] = [index % plane.width, Math.floor(index / plane.width)];
    const near = [...plane.values].filter(
      (_, other) =>
        Math.abs((other % plane.width) - x) <= radius &&
        Math.abs(Math.floor(other / plane.width) - y) <= radius,
    );
    return near.reduce((sum, value) => sum + value, 0) / near.length;
  }
});

describe('the guided filter', () => {
  const [width, height, edge] = [48, 24, 21];
  const isSubject = (x: number): boolean => x < edge;

  it('moves a blurred mask onto the edge of the picture, at twice the size', () => {
    const red = plane((x) => (isSubject(x) ? 0.9 : 0.2));
    const blue = plane((x) => (isSubject(x) ? 0.1 : 0.6));
    const blurred = plane((x) => 1 / (1 + Math.exp((x - edge) / 2)));
    const model = fitGuidedModel({ width, height, planes: [red, red, blue] }, blurred, {
      radius: 6,
      epsilon: 1e-4,
    });
    const matte = applyGuidedModel(model, {
      width: width * 2,
      height: height * 2,
      channels: 3,
      data: Uint8Array.from({ length: width * height * 12 }, (_, index) => {
        const x = Math.floor((Math.floor(index / 3) % (width * 2)) / 2);
        const [warm, cold] = isSubject(x) ? [230, 26] : [51, 153];
        return index % 3 === 2 ? cold : warm;
      }),
    });
    const row = [...matte.data.subarray(width * 2 * height, width * 2 * (height + 1))];
    const truth = row.map((_, x) => (x < edge * 2 ? 255 : 0));
    const mask = row.map((_, x) => (blurred[Math.floor(x / 2)] ?? 0) * 255);
    expect(distance(row, truth)).toBeLessThan(distance(mask, truth) / 2);
    expect((row[edge * 2 - 1] ?? 0) - (row[edge * 2] ?? 0)).toBeGreaterThan(150);
  });

  function distance(one: readonly number[], other: readonly number[]): number {
    return one.reduce((sum, value, index) => sum + Math.abs(value - (other[index] ?? 0)), 0);
  }

  function plane(valueAt: (x: number) => number): Float32Array {
    return Float32Array.from({ length: width * height }, (_, index) => valueAt(index % width));
  }
});
