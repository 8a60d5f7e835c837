import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { recogniseText, stopReading } from '../../../electron/images/worker/models/ocr.ts';

afterAll(stopReading);

const read = async (svg: string) =>
  await recogniseText(await sharp(Buffer.from(svg)).png().toBuffer(), { language: 'en' });

const page = (content: string, background = '#ffffff'): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="240" font-family="sans-serif">
    <rect width="640" height="240" fill="${background}"/>${content}</svg>`;

const words = (colour: string): string =>
  `<g fill="${colour}" font-size="32"><text x="40" y="80">Invoice number 4711</text>
    <text x="40" y="180">Total due: 250 EUR</text></g>`;

describe('text', () => {
  it('is read exactly, line by line, and surely', async () => {
    const { text, confidence, lines } = await read(page(words('#202020')));
    expect(text.split(/\n+/)).toEqual(['Invoice number 4711', 'Total due: 250 EUR']);
    expect(lines).toHaveLength(2);
    expect(confidence).toBeGreaterThan(0.85);
  });

  it('has its words where they are drawn, in pixels of the given image', async () => {
    const { words: found } = await read(page(words('#202020')));
    const first = found.find(({ text }) => text === 'Invoice');
    expect(first?.box.left).toBeGreaterThanOrEqual(36);
    expect(first?.box.left).toBeLessThanOrEqual(48);
    expect(first?.box.top).toBeGreaterThan(45);
    expect(first?.box.top).toBeLessThan(65);
    expect(first?.box.height).toBeLessThan(36);
  });

  it('is read in light on dark', async () => {
    const { text } = await read(page(words('#f0f0f0'), '#101418'));
    expect(text).toContain('Invoice number 4711');
  });

  it('is read on a page that lies half in shadow', async () => {
    const shadow = `<defs><linearGradient id="s"><stop offset="0" stop-color="#000" stop-opacity="0.75"/>
      <stop offset="0.6" stop-color="#000" stop-opacity="0"/></linearGradient></defs>
      <rect width="640" height="240" fill="url(#s)"/>`;
    const { text } = await read(page(words('#303030') + shadow));
    expect(text).toContain('Invoice number 4711');
  });

  it('is not invented where there is none', async () => {
    const noise = await sharp(grain(400, 300), { raw: { width: 400, height: 300, channels: 1 } })
      .blur(2)
      .png()
      .toBuffer();
    expect(await recogniseText(noise, { language: 'en' })).toEqual({
      text: '',
      confidence: 0,
      words: [],
      lines: [],
    });
  });

  it('of a language without data is refused', async () => {
    await expect(recogniseText(new Uint8Array(), { language: 'ja' })).rejects.toMatchObject({
      error: { kind: 'invalid-request', params: { language: 'ja' } },
    });
  });
});

/** The same grey noise every time: what an engine sees in it must not be a matter of luck. */
function grain(width: number, height: number): Uint8Array {
  let state = 20_261_122;
  return Uint8Array.from({ length: width * height }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return 64 + (state >>> 25);
  });
}
