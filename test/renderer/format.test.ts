import { describe, expect, it } from 'vitest';
import { formatsFor } from '../../renderer/format.ts';

const english = formatsFor('en');
const german = formatsFor('de');

describe('money', () => {
  it.each([
    [0, '$0.00'],
    [50, '< $0.001'],
    [1400, '$0.0014'],
    [42_000, '$0.04'],
    [1_250_000, '$1.25'],
    [20_000_000, '$20.00'],
  ])('of %i millionths is %s', (sum, text) => {
    expect(english.money(sum)).toBe(text);
  });

  it.each([
    ['exact', { low: 40_000, high: 40_000, exact: true }, '$0.04'],
    ['a guess', { low: 40_000, high: 40_000, exact: false }, '≈ $0.04'],
    ['a range, by its end', { low: 20_000, high: 40_000, exact: false }, '≤ $0.04'],
    ['next to nothing', { low: 20, high: 400, exact: false }, '< $0.001'],
  ])('that is estimated as %s', (_how, estimate, text) => {
    expect(english.cost({ ...estimate, basis: '' })).toBe(text);
  });

  it('is written as the language writes it', () => {
    expect(german.money(1_250_000).replaceAll(/\s/g, ' ')).toBe('1,25 $');
  });
});

describe('durations', () => {
  it.each([
    [300, '0.3 sec'],
    [6400, '6 sec'],
    [150_000, '3 min'],
    [9_000_000, '2.5 hr'],
  ])('of %i ms is %s', (milliseconds, text) => {
    expect(english.duration(milliseconds)).toBe(text);
  });
});
