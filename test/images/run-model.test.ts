import sharp from 'sharp';
import { describe, expect, it, vi } from 'vitest';
import { failureKind, gradient, noise, save, startService, temporaryFolder } from './fixtures.ts';

const folder = temporaryFolder();
const images = startService();
const slowly = 120_000;

const page = Buffer.from(
  `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="120"><rect width="600" height="120" fill="white"/>
    <text x="20" y="80" font-size="56" font-family="sans-serif">Invoice 2026</text></svg>`,
);

describe('on-device models in a worker', () => {
  it('upscale: twice the size, transparency kept, progress told', { timeout: slowly }, async () => {
    const path = await save(
      folder,
      'small.png',
      await noise({ width: 40, height: 30 }, 4).png().toBuffer(),
    );
    const onProgress = vi.fn<(fraction: number) => void>();
    const job = { model: 'upscale', path, factor: 2, outFolder: folder } as const;
    const result = await images.runModel(job, { onProgress });
    expect(result).toMatchObject({
      kind: 'image',
      file: { facts: { format: 'png', width: 80, height: 60, hasAlpha: true } },
    });
    expect(onProgress).toHaveBeenLastCalledWith(1);
  });

  it('upscale: refused where the result would be too large', async () => {
    const path = await save(
      folder,
      'large.png',
      await gradient({ width: 4000, height: 2200 }).png().toBuffer(),
    );
    const job = { model: 'upscale', path, factor: 4, outFolder: folder } as const;
    expect(await failureKind(images.runModel(job))).toBe('file-too-many-pixels');
  });

  it('ocr: reads a page', { timeout: slowly }, async () => {
    const path = await save(folder, 'page.png', await sharp(page).png().toBuffer());
    const result = await images.runModel({ model: 'ocr', path, language: 'en' });
    expect(result).toMatchObject({ kind: 'text', text: expect.stringContaining('Invoice 2026') });
  });

  it('tags: no more than asked for', { timeout: slowly }, async () => {
    const path = await save(
      folder,
      'green.png',
      await gradient({ width: 200, height: 150 }).png().toBuffer(),
    );
    const result = await images.runModel({ model: 'tags', path, count: 2 });
    expect(result.kind === 'tags' && result.tags).toHaveLength(2);
  });

  it('cut-out: says that nobody is there', { timeout: slowly }, async () => {
    const path = await save(
      folder,
      'nobody.png',
      await gradient({ width: 200, height: 150 }).png().toBuffer(),
    );
    const work = images.runModel({ model: 'cut-out', path, outFolder: folder });
    expect(await failureKind(work)).toBe('nothing-found');
  });

  it('content check: a verdict with its scores', { timeout: slowly }, async () => {
    const path = await save(
      folder,
      'sky.png',
      await gradient({ width: 100, height: 100 }).png().toBuffer(),
    );
    const result = await images.runModel({ model: 'content-check', path });
    expect(result).toMatchObject({ kind: 'verdict', scores: { neutral: expect.any(Number) } });
  });
});
