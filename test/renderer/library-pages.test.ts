import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Asset } from '../../electron/contract/library.ts';
import { gridShape, placeAfterKey } from '../../renderer/library/grid-shape.ts';
import {
  type Pages,
  assetAt,
  missingPages,
  mostPages,
  noPages,
  pageSize,
  withAllStale,
  withAsset,
  withPage,
} from '../../renderer/library/pages.ts';
import { asset } from './recorded/data.ts';

function pageOf(number: number, total: number): { total: number; assets: readonly Asset[] } {
  const length = Math.max(0, Math.min(pageSize, total - number * pageSize));
  return {
    total,
    assets: Array.from({ length }, (_, index) =>
      asset(number * pageSize + index, `image ${number * pageSize + index}`),
    ),
  };
}

function read(numbers: readonly number[], total: number): Pages {
  return numbers.reduce((pages, number) => withPage(pages, number, pageOf(number, total)), noPages);
}

describe('the pages of a large library', () => {
  it('asks for the first page before it knows how many there are', () => {
    expect(missingPages(noPages, { from: 0, to: 5000 })).toEqual([0]);
  });

  it('asks for what is missing of a range, and never beyond the end', () => {
    const pages = read([0, 1], 700);
    expect(missingPages(pages, { from: 350, to: 9000 })).toEqual([2, 3]);
    expect(missingPages(pages, { from: 0, to: 399 })).toEqual([]);
    expect(missingPages(pages, { from: 800, to: 900 })).toEqual([]);
    expect(missingPages(read([0], 0), { from: 0, to: 100 })).toEqual([]);
  });

  it('keeps what is stale in sight, and reads it again', () => {
    const pages = withAllStale(read([0, 1], 700));
    expect(assetAt(pages, 201)?.name).toBe('image 201');
    expect(missingPages(pages, { from: 0, to: 300 })).toEqual([0, 1]);
    expect(missingPages(withPage(pages, 0, pageOf(0, 699)), { from: 0, to: 300 })).toEqual([1]);
    expect(missingPages(withAllStale(read([0], 0)), { from: 0, to: 10 })).toEqual([0]);
  });

  it('holds no more than its measure, whatever is looked at', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(499), { maxLength: 80 }), (numbers) => {
        const pages = read(numbers, 100_000);
        expect(pages.pages.size).toBeLessThanOrEqual(mostPages);
        const last = numbers.at(-1);
        if (last !== undefined)
          expect(assetAt(pages, last * pageSize)?.name).toBe(`image ${last * pageSize}`);
      }),
    );
  });

  it('forgets pages beyond the end of a list that became shorter', () => {
    const pages = withPage(read([0, 1, 2], 600), 0, pageOf(0, 150));
    expect(pages.total).toBe(150);
    expect(assetAt(pages, 250)).toBeUndefined();
  });

  it('puts a changed asset in its place, and says when it is not at hand', () => {
    const pages = read([0, 1], 400);
    const changed = { ...asset(250, 'renamed'), versionCount: 3 };
    const next = withAsset(pages, changed);
    expect(next && assetAt(next, 250)).toEqual(changed);
    expect(withAsset(pages, asset(999, 'elsewhere'))).toBeNull();
  });
});

describe('the grid', () => {
  it('fills its width with whole cells', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 4000 }),
        fc.integer({ min: 112, max: 320 }),
        (width, size) => {
          const { columns, cell } = gridShape(width, size);
          expect(columns).toBeGreaterThanOrEqual(1);
          expect(cell).toBeGreaterThanOrEqual(Math.min(size, width - 32));
          expect(columns * cell + (columns - 1) * 12 + 32).toBeLessThanOrEqual(
            Math.max(width, size + 32),
          );
        },
      ),
    );
  });

  const walk = { total: 23, columns: 5, rows: 3 };
  it.each([
    ['ArrowRight', 3, 4],
    ['ArrowLeft', 0, 0],
    ['ArrowDown', 2, 7],
    ['ArrowDown', 19, 22],
    ['ArrowDown', 21, 21],
    ['ArrowUp', 7, 2],
    ['ArrowUp', 3, 3],
    ['PageDown', 2, 17],
    ['PageDown', 20, 22],
    ['PageUp', 2, 0],
    ['Home', 17, 0],
    ['End', 0, 22],
    ['x', 0, null],
  ])('%s from %i leads to %s', (key, from, to) => {
    expect(placeAfterKey(key, { ...walk, from })).toBe(to);
  });

  it('begins at the first place, and nowhere in an empty grid', () => {
    expect(placeAfterKey('ArrowDown', { ...walk, from: null })).toBe(0);
    expect(placeAfterKey('ArrowDown', { ...walk, total: 0, from: null })).toBeNull();
  });
});
