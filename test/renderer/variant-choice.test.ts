import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsFor, neighbour, toggled } from '../../renderer/variants/choice.ts';

describe('choosing', () => {
  it('keeps the numbers in order, and takes one back', () => {
    expect(toggled([1, 4], 2)).toEqual([1, 2, 4]);
    expect(toggled([1, 2, 4], 2)).toEqual([1, 4]);
  });

  it('done twice changes nothing', () => {
    const numbers = fc
      .uniqueArray(fc.integer({ min: 1, max: 4 }))
      .map((list) => list.toSorted((one, other) => one - other));
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 4 }), (chosen, number) => {
        expect(toggled(toggled(chosen, number), number)).toEqual(chosen);
      }),
    );
  });
});

describe('the arrow keys', () => {
  const grid = { numbers: [1, 2, 3, 4], columns: 2 };
  it.each([
    [1, 'ArrowRight', 2],
    [1, 'ArrowDown', 3],
    [4, 'ArrowUp', 2],
    [3, 'ArrowLeft', 2],
    [1, 'ArrowLeft', null],
    [4, 'ArrowDown', null],
    [1, 'Enter', null],
  ] as const)('lead from %i by %s to %s', (from, key, to) => {
    expect(neighbour(grid, from, key)).toBe(to);
  });

  it('pass over what is decided already', () => {
    expect(neighbour({ numbers: [1, 3], columns: 2 }, 1, 'ArrowRight')).toBe(3);
  });
});

describe('the grid', () => {
  const stage = { width: 900, height: 700 };
  it.each([
    [1, { width: 900, height: 600 }, 1],
    [2, { width: 600, height: 900 }, 2],
    [2, { width: 1600, height: 500 }, 1],
    [3, { width: 400, height: 900 }, 3],
    [4, { width: 900, height: 700 }, 2],
  ] as const)('of %i images of %j has %i columns', (count, image, columns) => {
    expect(columnsFor({ count, image, stage })).toBe(columns);
  });
});
