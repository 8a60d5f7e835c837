import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDocumentSchema } from '../../electron/contract/editing/document.ts';
import { countThreads, render } from '../../electron/images/worker/edit/render.ts';
import { makeInThread } from '../../electron/images/worker/edit/strip-makers.ts';
import { stripsOf } from '../../electron/images/worker/edit/strips.ts';

const document = editDocumentSchema.parse({
  geometry: { turns: 1 },
  light: { exposure: 0.5 },
  detail: { sharpen: { amount: 60 } },
  effects: { vignette: { amount: -40 } },
});

/** A picture in which no row is like another. */
function task(width: number, height: number) {
  const data = Uint8Array.from(
    { length: width * height * 3 },
    (_, at) => (at * 31 + at / width) % 251,
  );
  return { pixels: { width, height, channels: 3, data }, document, lut: null, mark: null } as const;
}

const control = {
  deep: false,
  signal: new AbortController().signal,
  onProgress: () => undefined,
};

describe('rendering in threads', { timeout: 120_000 }, () => {
  it('gives the picture that one thread gives, sample for sample', async () => {
    const given = task(1900, 1700);
    const strips = stripsOf(given);
    const whole = new Uint8Array(1900 * 1700 * 3);
    strips.render(0, whole);
    const fractions: number[] = [];
    const { data } = await render(given, {
      ...control,
      onProgress: (fraction) => fractions.push(fraction),
    });
    expect(Buffer.from(data.buffer).equals(Buffer.from(whole.buffer))).toBe(true);
    expect(fractions.at(-1)).toBe(1);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
  });

  it('makes any strip by itself, at 16 bits too', async () => {
    const given = task(300, 200);
    const maker = makeInThread({ task: given, deep: true });
    const strip = new Uint16Array(200 * 7 * 3);
    stripsOf(given).render(90, strip);
    try {
      expect(await maker.make(90, 7)).toEqual(strip);
    } finally {
      await maker.close();
    }
  });

  it('ends when it is cancelled', async () => {
    const controller = new AbortController();
    const rendering = render(task(1900, 1700), {
      ...control,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(rendering).rejects.toThrow(/abort/i);
  });
});

describe('the number of threads', () => {
  it('is one for a small picture, and never takes more memory than there is', () => {
    expect(countThreads({ cores: 8, strips: 5, bytes: 0 })).toBe(1);
    expect(countThreads({ cores: 8, strips: 48, bytes: 216e6 })).toBe(4);
    fc.assert(
      fc.property(fc.nat(64), fc.nat(500), fc.nat(2e9), (cores, strips, bytes) => {
        const threads = countThreads({ cores, strips, bytes });
        expect(threads).toBeGreaterThanOrEqual(1);
        expect(threads === 1 || bytes + threads * 80e6 <= 700e6).toBe(true);
      }),
    );
  });
});
