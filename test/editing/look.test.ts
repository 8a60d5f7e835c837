import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applied, diffOf, merged, reversed } from '../../electron/contract/editing/diff.ts';
import {
  type EditDocument,
  editDocumentSchema,
  hueBands,
  unedited,
} from '../../electron/contract/editing/document.ts';
import { lookOf } from '../../electron/contract/editing/stages.ts';
import { through, toneTable } from '../../electron/contract/editing/tables.ts';
import { whiteBalanceGains } from '../../electron/contract/editing/white-balance.ts';
import { compileLook } from '../../electron/images/worker/edit/compile-look.ts';

const size = { width: 300, height: 200 };
const slider = fc.integer({ min: -100, max: 100 });

const documents: fc.Arbitrary<EditDocument> = fc
  .record({
    light: fc.record({
      // A document is kept as JSON, which knows no negative zero.
      exposure: fc.double({ min: -5, max: 5, noNaN: true }).map((stops) => stops + 0),
      contrast: slider,
      highlights: slider,
      shadows: slider,
      whites: slider,
      blacks: slider,
    }),
    colour: fc.record({ temperature: slider, tint: slider, vibrance: slider, saturation: slider }),
    hues: fc.record(
      Object.fromEntries(
        hueBands.map((name) => [
          name,
          fc.record({ hue: slider, saturation: slider, luminance: slider }),
        ]),
      ),
    ),
    effects: fc.record({ vignette: fc.record({ amount: slider }) }),
    geometry: fc.record({
      turns: fc.constantFrom(0, 1, 2, 3),
      crop: fc.constantFrom(null, { x: 0.1, y: 0.2, width: 0.5, height: 0.6 }),
    }),
  })
  .map((given) => editDocumentSchema.parse(given));

/** One pixel in, one out; x and y at its middle. */
function seen(document: EditDocument, colour: readonly [number, number, number]): number[] {
  const pixels = Float32Array.from(colour);
  compileLook(lookOf(document, size, null))(pixels, { left: 150, top: 100, width: 1, size });
  return [...pixels];
}

describe('a look', () => {
  it('of nothing is the original', () => {
    const { key, formula } = lookOf(unedited, size, null);
    expect(key).toBe('');
    expect(formula).toHaveLength(3);
    expect(seen(unedited, [0.25, 0.5, 0.75])).toEqual([0.25, 0.5, 0.75]);
  });

  it('stays within what can be shown, whatever is set', () => {
    const channel = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(documents, fc.tuple(channel, channel, channel), (document, colour) => {
        for (const value of seen(document, colour)) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('keeps greys grey but for the white balance', () => {
    fc.assert(
      fc.property(documents, fc.double({ min: 0, max: 1, noNaN: true }), (document, grey) => {
        const neutral = { ...document, colour: { ...document.colour, temperature: 0, tint: 0 } };
        const [red = 0, green = 0, blue = 0] = seen(neutral, [grey, grey, grey]);
        expect(Math.max(red, green, blue) - Math.min(red, green, blue)).toBeLessThan(2e-3);
      }),
      { numRuns: 200 },
    );
  });

  it('doubles light with each stop', () => {
    const brighter = editDocumentSchema.parse({ light: { exposure: 1 } });
    expect(seen(brighter, [0.1, 0.2, 0.3])[1]).toBeCloseTo(0.4, 5);
  });

  it('takes all colour at −100, and turns only the hues that were meant', () => {
    const grey = editDocumentSchema.parse({ colour: { saturation: -100 } });
    const [red = 0, green = 0, blue = 0] = seen(grey, [0.8, 0.2, 0.1]);
    expect(red).toBeCloseTo(green, 5);
    expect(green).toBeCloseTo(blue, 5);
    const bluer = editDocumentSchema.parse({ hues: { blue: { saturation: -100 } } });
    const orange = [0.6, 0.3, 0.05] as const;
    seen(bluer, orange).forEach((value, index) => expect(value).toBeCloseTo(orange[index] ?? 0, 4));
    const [dulled = 0, , dulledBlue = 0] = seen(bluer, [0.05, 0.1, 0.8]);
    expect(dulledBlue - dulled).toBeLessThan(0.3);
  });

  it('darkens the corners and not the middle', () => {
    const dark = editDocumentSchema.parse({ effects: { vignette: { amount: -100 } } });
    const look = compileLook(lookOf(dark, size, null));
    const corner = Float32Array.of(0.5, 0.5, 0.5);
    look(corner, { left: 0, top: 0, width: 1, size });
    expect(corner[0]).toBeLessThan(0.2);
    expect(seen(dark, [0.5, 0.5, 0.5])[0]).toBeCloseTo(0.5, 4);
  });
});

describe('its parts', () => {
  it('a tone curve never falls', () => {
    fc.assert(
      fc.property(documents, ({ light }) => {
        const table = toneTable(light);
        for (let index = 1; index < table.length; index += 1) {
          expect(table[index]).toBeGreaterThanOrEqual(table[index - 1] ?? 0);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('a curve goes through its points and does not overshoot', () => {
    const curve = through([
      [0, 0.1],
      [0.4, 0.2],
      [0.5, 0.9],
      [1, 0.9],
    ]);
    expect([0, 0.4, 0.5, 1].map(curve)).toEqual([0.1, 0.2, 0.9, 0.9]);
    for (let x = 0.4; x <= 0.5; x += 0.001) {
      expect(curve(x)).toBeGreaterThanOrEqual(0.2 - 1e-9);
      expect(curve(x)).toBeLessThanOrEqual(0.9 + 1e-9);
    }
  });

  it('a white balance keeps luminance: warmer has more red, less blue', () => {
    expect(whiteBalanceGains(0, 0)).toEqual([
      expect.closeTo(1, 6),
      expect.closeTo(1, 6),
      expect.closeTo(1, 6),
    ]);
    const [red, green, blue] = whiteBalanceGains(60, 0);
    expect(red).toBeGreaterThan(1);
    expect(blue).toBeLessThan(1);
    expect(red * 0.2126 + green * 0.7152 + blue * 0.0722).toBeCloseTo(1, 6);
    expect(whiteBalanceGains(0, 50)[1]).toBeLessThan(1);
  });
});

describe('a step of editing', () => {
  it('leads from one document to the other, and back', () => {
    fc.assert(
      fc.property(documents, documents, (before, after) => {
        const diff = diffOf(before, after);
        expect(applied(before, diff)).toEqual(after);
        expect(applied(after, reversed(diff))).toEqual(before);
      }),
    );
  });

  it('merges with the next one', () => {
    fc.assert(
      fc.property(documents, documents, documents, (first, second, third) => {
        const diff = merged(diffOf(first, second), diffOf(second, third));
        expect(applied(first, diff)).toEqual(third);
        expect(diff).toHaveLength(diffOf(first, third).length);
      }),
    );
  });

  it('is refused where it makes no document', () => {
    const wrong = [{ path: 'light.exposure', before: 0, after: 99 }];
    expect(() => applied(unedited, wrong)).toThrow();
    const strange = [{ path: '__proto__.polluted', before: null, after: true }];
    expect(applied(unedited, strange as never)).toEqual(unedited);
  });
});
