import { describe, expect, it } from 'vitest';
import {
  type Selection,
  emptySelection,
  prune,
  select,
  selectAll,
  selectOnly,
  step,
} from '../../renderer/stores/selection.ts';

const order = ['a', 'b', 'c', 'd', 'e'];
const chosen = (selection: Selection<string>): string => [...selection.chosen].toSorted().join('');

describe('choosing', () => {
  it('one forgets the others', () => {
    expect(
      chosen(select(selectAll(emptySelection(), order), order, { id: 'c', mode: 'only' })),
    ).toBe('c');
  });

  it('with Ctrl adds and takes away, and the canvas keeps showing a chosen one', () => {
    const two = select(selectOnly('b'), order, { id: 'd', mode: 'toggle' });
    expect([chosen(two), two.focus]).toEqual(['bd', 'd']);
    const one = select(two, order, { id: 'd', mode: 'toggle' });
    expect([chosen(one), one.focus]).toEqual(['b', 'b']);
  });

  it('with Shift takes all between the anchor and the click, either way', () => {
    const down = select(selectOnly('b'), order, { id: 'd', mode: 'range' });
    expect(chosen(down)).toBe('bcd');
    expect(chosen(select(down, order, { id: 'a', mode: 'range' }))).toBe('ab');
  });
});

describe('stepping', () => {
  it('stays inside the list', () => {
    expect(step(selectOnly('e'), order, { by: 1, extend: false }).focus).toBe('e');
    expect(step(selectOnly('a'), order, { by: -1, extend: false }).focus).toBe('a');
  });

  it('with Shift extends', () => {
    expect(chosen(step(selectOnly('b'), order, { by: 1, extend: true }))).toBe('bc');
  });

  it('in an empty list chooses nothing', () => {
    expect(step(emptySelection<string>(), [], { by: 1, extend: false }).focus).toBeNull();
  });
});

describe('when items go', () => {
  it('the next one takes the focus, or the last one left', () => {
    expect(prune(selectOnly('c'), order, ['a', 'b', 'd', 'e']).focus).toBe('d');
    expect(prune(selectOnly('e'), order, ['a', 'b']).focus).toBe('b');
    expect(prune(selectOnly('a'), ['a'], []).focus).toBeNull();
  });

  it('what stays stays chosen', () => {
    expect(chosen(prune(selectAll(emptySelection(), order), order, ['b', 'd']))).toBe('bd');
  });
});
