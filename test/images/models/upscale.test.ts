import { describe, expect, it } from 'vitest';
import type { RawImage } from '../../../electron/images/worker/models/raw-image.ts';
import {
  loadUpscaler,
  type UpscaleOptions,
  upscaleTiled,
} from '../../../electron/images/worker/models/upscale.ts';
import {
  countThreads,
  runHere,
  runInThread,
} from '../../../electron/images/worker/models/tile-runner.ts';
import { draw, largestDifference, plain, psnr, resize, shapes } from './pictures.ts';

const quietly = { onProgress: () => undefined, signal: new AbortController().signal };

describe.each([2, 4] as const)('upscaling by %i', (scale) => {
  it('gives exactly the enlarged size', async () => {
    const upscaler = await loadUpscaler({ scale });
    const enlarged = await upscaler.upscale(await draw(shapes(37, 23), { channels: 3 }), quietly);
    expect(enlarged).toMatchObject({ width: 37 * scale, height: 23 * scale, channels: 3 });
    expect(enlarged.data).toHaveLength(37 * 23 * scale * scale * 3);
  });

  it('comes nearer to the original than Lanczos does', async () => {
    const original = await draw(shapes(96 * 2, 64 * 2), { channels: 3 });
    const size = { width: original.width / scale, height: original.height / scale };
    const small = await resize(original, size, 'cubic');
    const upscaler = await loadUpscaler({ scale });
    const enlarged = await upscaler.upscale(small, quietly);
    const lanczos = await resize(small, original, 'lanczos3');
    expect(psnr(enlarged, original)).toBeGreaterThan(psnr(lanczos, original) + 0.1);
    expect(psnr(enlarged, lanczos)).toBeGreaterThan(26);
  });

  it('leaves a plain colour plain, up to the borders', async () => {
    const image = plain(40, 30, [180, 120, 60]);
    const { data } = await (await loadUpscaler({ scale })).upscale(image, quietly);
    const expected = plain(40 * scale, 30 * scale, [180, 120, 60]).data;
    expect(data.every((value, index) => Math.abs(value - (expected[index] ?? 0)) <= 3)).toBe(true);
    expect(new Set(data).size).toBeLessThanOrEqual(3);
  });

  it('shows no seams: tiles give what the whole image gives', async () => {
    const runners = [await runHere(scale)];
    const image = await draw(shapes(61, 45), { channels: 3 });
    const whole = await upscaleTiled({ image, runners, scale, tileSide: 64 }, quietly);
    const tiled = await upscaleTiled({ image, runners, scale, tileSide: 17 }, quietly);
    expect(largestDifference(whole, tiled)).toBeLessThanOrEqual(1);
  });

  it('gives the same in threads', async () => {
    const image = await draw(shapes(61, 45), { channels: 4 });
    const [here, threads] = [[await runHere(scale)], [runInThread(scale), runInThread(scale)]];
    const alone = await upscaleTiled({ image, runners: here, scale, tileSide: 30 }, quietly);
    const shared = await upscaleTiled({ image, runners: threads, scale, tileSide: 30 }, quietly);
    await Promise.all(threads.map((thread) => thread.close()));
    expect(Buffer.compare(alone.data, shared.data)).toBe(0);
  });
});

describe('transparency', () => {
  const disc = `<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48">
    <circle cx="24" cy="24" r="16" fill="#ffffff"/></svg>`;

  it('is kept', async () => {
    const enlarged = await upscaleByTwo(await draw(disc, { channels: 4 }));
    expect(enlarged.channels).toBe(4);
    expect(pixel(enlarged, 0, 0)[3]).toBe(0);
    expect(pixel(enlarged, 48, 48)).toEqual([255, 255, 255, 255]);
  });

  it('draws no dark fringe: what lies under it does not bleed in', async () => {
    const enlarged = await upscaleByTwo(await draw(disc, { channels: 4 }));
    const row = Array.from({ length: enlarged.width }, (_, x) => pixel(enlarged, x, 48));
    const visible = row.filter(([, , , alpha = 0]) => alpha > 0);
    expect(visible.length).toBeGreaterThan(60);
    expect(Math.min(...visible.map(([red = 0]) => red))).toBeGreaterThan(248);
  });

  async function upscaleByTwo(image: RawImage): Promise<RawImage> {
    return await (await loadUpscaler({ scale: 2 })).upscale(image, quietly);
  }

  function pixel({ data, width }: RawImage, x: number, y: number): readonly number[] {
    return [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)];
  }
});

describe('the number of threads', () => {
  it.each([
    [{ cores: 2, tiles: 60, bytes: 50e6 }, 1],
    [{ cores: 3, tiles: 60, bytes: 50e6 }, 2],
    [{ cores: 16, tiles: 60, bytes: 50e6 }, 3],
    [{ cores: 16, tiles: 1, bytes: 50e6 }, 1],
    [{ cores: 16, tiles: 60, bytes: 300e6 }, 2],
    [{ cores: 16, tiles: 60, bytes: 900e6 }, 1],
    [{ cores: 1, tiles: 60, bytes: 50e6 }, 1],
  ])('for %j is %i', (job, count) => {
    expect(countThreads(job)).toBe(count);
  });
});

describe('a long run', () => {
  it('tells its progress, tile by tile', async () => {
    const fractions: number[] = [];
    await run({ onProgress: (fraction) => void fractions.push(fraction) });
    expect(fractions).toEqual([0.25, 0.5, 0.75, 1]);
  });

  it('stops within a tile when it is aborted', async () => {
    const controller = new AbortController();
    let tiles = 0;
    const running = run({
      signal: controller.signal,
      onProgress: () => {
        tiles += 1;
        controller.abort();
      },
    });
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    expect(tiles).toBe(1);
  });

  it('lets the event loop turn between tiles', async () => {
    const controller = new AbortController();
    setImmediate(() => controller.abort());
    await expect(run({ signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });

  async function run(options: Partial<UpscaleOptions>) {
    const runners = [await runHere(2)];
    const image = plain(32, 32, [10, 20, 30]);
    return await upscaleTiled(
      { image, runners, scale: 2, tileSide: 16 },
      { ...quietly, ...options },
    );
  }
});
