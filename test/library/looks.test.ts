import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLookTable } from '../../electron/library/looks.ts';
import { type OpenLibrary, openLibrary } from './support/open-library.ts';

const half = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const look = fc.record({ high: half, low: half });
const bitsOf = ({ high, low }: { high: number; low: number }): string =>
  high.toString(2).padStart(32, '0') + low.toString(2).padStart(32, '0');

describe('a table of looks', () => {
  it('finds exactly those that differ in few enough bits, the most alike first', () => {
    fc.assert(
      fc.property(fc.array(look, { maxLength: 40 }), look, fc.nat(64), (looks, wanted, most) => {
        const table = createLookTable();
        for (const [index, one] of looks.entries()) table.put(index + 1, one);
        const distance = (number: number): number => {
          const other = bitsOf(looks[number - 1] ?? wanted);
          return bitsOf(wanted)
            .split('')
            .filter((bit, at) => bit !== other[at]).length;
        };
        const found = table.near(wanted, most);
        const numbers = looks.map((_, index) => index + 1);
        expect([...found].sort((a, b) => a - b)).toEqual(
          numbers.filter((number) => distance(number) <= most),
        );
        expect(found.map(distance)).toEqual(found.map(distance).toSorted((a, b) => a - b));
      }),
    );
  });

  it('keeps one look of an image, and grows', () => {
    const table = createLookTable();
    for (let number = 1; number <= 3000; number += 1) table.put(number, { high: number, low: 0 });
    table.put(7, { high: 0xffffffff, low: 0xffffffff });
    expect(table.near({ high: 0xffffffff, low: 0xffffffff }, 0)).toEqual([7]);
    expect(table.near({ high: 2999, low: 0 }, 0)).toEqual([2999]);
  });
});

describe('images that look alike', () => {
  let open: OpenLibrary;
  beforeEach(() => {
    open = openLibrary();
  });
  afterEach(() => open.store.close());

  const put = (high: number, low: number): void => {
    for (const { number } of open.library.looks.waiting(10))
      open.library.looks.put(number, { high, low });
  };

  it('are found beside one of them, before and after others have come', () => {
    const lake = open.add('lake');
    put(0xf0f0f0f0, 0x12345678);
    open.add('lake, brighter');
    put(0xf0f0f0f1, 0x12345678);
    open.add('a wall');
    put(0x0f0f0f0f, 0x87654321);
    expect(open.names({ similarTo: lake.id })).toEqual(['lake', 'lake, brighter']);
    open.add('lake, small');
    put(0xf0f0f0f0, 0x12345678);
    expect(open.names({ similarTo: lake.id })).toEqual(['lake', 'lake, small', 'lake, brighter']);
    open.library.remove([lake.id]);
    expect(open.names({ similarTo: lake.id })).toEqual(['lake, small', 'lake, brighter']);
  });

  it('are duplicates where nothing tells them apart, but for even surfaces', () => {
    for (const [name, high, low] of [
      ['a', 5, 6],
      ['b', 5, 6],
      ['c', 5, 7],
      ['white', 0, 0],
      ['black', 0, 0],
    ] as const) {
      open.add(name);
      put(high, low);
    }
    expect(open.names({ shelf: 'duplicates' })).toEqual(['b', 'a']);
  });

  it('are not looked for where a look can not be told', () => {
    const broken = open.add('broken');
    for (const { number } of open.library.looks.waiting(10)) open.library.looks.put(number, null);
    expect(open.library.looks.waiting(10)).toEqual([]);
    expect(open.names({ similarTo: broken.id })).toEqual([]);
  });
});
