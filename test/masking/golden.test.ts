import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import type { MaskStep } from '../../electron/contract/masking/document.ts';
import { createMaskSurface } from '../../renderer/masking/surface.ts';
import { startService, temporaryFolder } from '../images/fixtures.ts';

const folder = temporaryFolder();
const images = startService();

/** Every tool, in image pixels of the larger size below. */
const steps: readonly MaskStep[] = [
  {
    kind: 'stroke',
    mode: 'add',
    size: 260,
    hardness: 0.4,
    flow: 0.6,
    pressure: 'both',
    points: [
      [300, 300, 0.3],
      [900, 500, 1],
      [1500, 350, 0.7],
    ],
  },
  { kind: 'linear', mode: 'subtract', from: [700, 0], to: [1100, 200] },
  {
    kind: 'lasso',
    mode: 'add',
    points: [
      [1800, 900],
      [2700, 1000],
      [2200, 1700],
      [2600, 1300],
    ],
  },
  { kind: 'grow', by: 24 },
  { kind: 'radial', mode: 'add', centre: [600, 1400], radii: [420, 260], hardness: 0.2 },
  { kind: 'feather', radius: 30 },
  { kind: 'rectangle', mode: 'subtract', x: 1900.3, y: 1100.7, width: 300, height: 180 },
  {
    kind: 'stroke',
    mode: 'subtract',
    size: 90,
    hardness: 0.9,
    flow: 1,
    pressure: 'none',
    points: [
      [200, 1400, 1],
      [1000, 1450, 1],
    ],
  },
  { kind: 'grow', by: -9.5 },
  { kind: 'invert' },
  { kind: 'rectangle', mode: 'subtract', x: 2900, y: 0, width: 100, height: 2000 },
];

async function paintedByWorker(
  image: { readonly width: number; readonly height: number },
  drawn: readonly MaskStep[],
): Promise<Sharp> {
  const { path } = await images.paintMask({ steps: drawn, image, pictures: [], outFolder: folder });
  const metadata = await sharp(path).metadata();
  expect(metadata).toMatchObject({ ...image, channels: 1, format: 'png' });
  return sharp(path).toColourspace('b-w');
}

function paintedByWindow(
  image: { readonly width: number; readonly height: number },
  drawn: readonly MaskStep[],
) {
  const surface = createMaskSurface(image);
  surface.show(drawn, new Map());
  return surface.plane;
}

describe('the worker draws what the window shows', { timeout: 60_000 }, () => {
  it('byte for byte where both have the size of the image', async () => {
    const image = { width: 1500, height: 1000 };
    const full = await (await paintedByWorker(image, steps)).raw().toBuffer();
    expect(Buffer.compare(full, paintedByWindow(image, steps).data)).toBe(0);
  });

  it.each([5, 8, 10])('at full size, after %d steps', async (count) => {
    const image = { width: 3000, height: 2000 };
    const drawn = steps.slice(0, count);
    const plane = paintedByWindow(image, drawn);
    const reduced = await (
      await paintedByWorker(image, drawn)
    )
      .resize(plane.width, plane.height, { fit: 'fill', kernel: 'linear' })
      .raw()
      .toBuffer();
    // How many pixels are apart by so much: sorting millions takes longer than drawing them.
    const apart = Array.from({ length: 256 }, () => 0);
    plane.data.forEach((value, pixel) => {
      const by = Math.abs(value - (reduced[pixel] ?? 0));
      apart[by] = (apart[by] ?? 0) + 1;
    });
    const pixels = plane.data.length;
    const mean = apart.reduce((sum, count, by) => sum + count * by, 0) / pixels;
    const far = apart.slice(33).reduce((sum, count) => sum + count, 0);
    expect(mean).toBeLessThan(0.5);
    expect(far / pixels).toBeLessThanOrEqual(0.001);
  });

  it('and refuses a mask that covers nothing', async () => {
    const image = { width: 100, height: 100 };
    const away: MaskStep = { kind: 'rectangle', mode: 'add', x: 200, y: 0, width: 9, height: 9 };
    await expect(
      images.paintMask({ steps: [away], image, pictures: [], outFolder: folder }),
    ).rejects.toMatchObject({ error: { kind: 'mask-empty' } });
  });
});
