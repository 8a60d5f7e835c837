import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { recipeSchema } from '../../electron/contract/recipes.ts';
import { type Figure, printFigures } from '../faults/support/figures.ts';
import type { Batch } from '../../electron/contract/batches.ts';
import type { Engine } from '../../electron/engine.ts';
import { createImageService } from '../../electron/images/create-image-service.ts';
import { openRealEngine } from '../faults/support/real-engine.ts';
import { watchLoop } from '../faults/support/watch-loop.ts';
import { makePhotos } from './support/photo-folder.ts';

/*
 * A recipe of 1,000 images (resized to 1,024 pixels, as WebP) through the engine: written down item by
 * item, decoded to the end, synced to the disk, hashed. Beside it a bare sharp script and ImageMagick
 * (where installed), which do none of that. Then the same recipe again, which finds everything done.
 */
const run = promisify(execFile);
const images = 1000;
const peerImages = 200;
const cores = availableParallelism();

const folder = await mkdtemp(path.join(tmpdir(), 'bench-batch-'));
const inputs = path.join(folder, 'in');
try {
  await makePhotos({ folder: inputs, count: images, width: 1800, height: 1200 });
  const files = (await readdir(inputs)).map((file) => path.join(inputs, file));
  const bare = await perSecond(peerImages, async () => await bareSharp(files.slice(0, peerImages)));
  const magick = await perSecond(peerImages, async () => {
    await imageMagick(files.slice(0, peerImages));
  }).catch(() => null);
  printFigures(await throughEngine({ bare, magick }));
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function throughEngine(peers: {
  readonly bare: number;
  readonly magick: number | null;
}): Promise<readonly Figure[]> {
  // As the app has them: built, so that a change of the sources meanwhile is not theirs.
  const service = createImageService({
    nodePath: process.execPath,
    workerPath: path.resolve(import.meta.dirname, '../../out/worker/worker.mjs'),
  });
  const { engine, close } = await openRealEngine({
    dataFolder: path.join(folder, 'data'),
    simulators: null,
    images: service,
  });
  const recipe = recipeSchema.parse({
    version: 1,
    name: 'Web',
    steps: [{ do: 'resize', longestSide: 1024 }],
    outputs: [{ format: 'webp', quality: 80 }],
  });
  const outFolder = path.join(folder, 'out');
  const planned = { recipe, inputs: [inputs], folder: outFolder, cap: null, onCap: 'ask' } as const;
  const memory: number[] = [];
  const timer = setInterval(() => {
    const { heapUsed, external } = process.memoryUsage();
    memory.push(heapUsed + external);
  }, 50);
  let firstMs = 0;
  try {
    const startedAt = performance.now();
    const loop = await watchLoop(async () => {
      const { id } = engine.batches.start(planned);
      while (engine.batches.get(id).counts.done === 0)
        await new Promise((go) => setTimeout(go, 20));
      firstMs = performance.now() - startedAt;
      requireAll(engine, await engine.batches.settled(id), 'done');
    });
    const value = round((images * 1000) / (performance.now() - startedAt));
    const again = await perSecond(images, async () => {
      const { id } = engine.batches.start(planned);
      requireAll(engine, await engine.batches.settled(id), 'skipped');
    });
    const third = Math.ceil(memory.length / 3);
    const late = Math.min(...memory.slice(-third));
    const early = Math.min(...memory.slice(0, third));
    const row = { what: `a recipe over ${images} images`, value, unit: 'images/s' };
    return [
      { ...row, peer: 'bare sharp script', peerValue: peers.bare },
      ...(peers.magick === null ? [] : [{ ...row, peer: 'ImageMagick', peerValue: peers.magick }]),
      { what: 'the same again: all skipped', value: again, unit: 'images/s' },
      { what: 'until the first output', value: round(firstMs), unit: 'ms' },
      {
        what: 'what the engine holds at least, last third',
        value: megabytes(late),
        unit: 'MB',
        peer: 'first third',
        peerValue: megabytes(early),
        ok: late < early * 1.3,
      },
      {
        what: 'own work at a stretch, longest',
        value: round(loop.longestWork),
        unit: 'ms',
        peer: 'promised at most',
        peerValue: 16,
      },
      { what: 'delay of the loop, 99 %', value: round(loop.p99), unit: 'ms' },
    ];
  } finally {
    clearInterval(timer);
    await close();
    await service.close();
  }
}

/** A batch loses none: where it did, each reason is told. */
function requireAll(engine: Engine, { id, counts }: Batch, status: 'done' | 'skipped'): void {
  if (counts[status] === images) return;
  const failed = engine.batches.items(id, { status: 'failed', offset: 0, limit: images });
  const reasons = failed.map(({ name, error }) => `${name}: ${error?.kind} ${error?.cause ?? ''}`);
  throw new Error([JSON.stringify(counts), ...reasons].join('\n'));
}

async function perSecond(count: number, work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return round((count * 1000) / (performance.now() - start));
}

/** The least a script could do, in a process of its own. */
async function bareSharp(files: readonly string[]): Promise<void> {
  const outFolder = path.join(folder, 'bare');
  await mkdir(outFolder);
  const script = `
    import path from 'node:path';
    import sharp from ${JSON.stringify(import.meta.resolve('sharp'))};
    const files = ${JSON.stringify(files)};
    const next = async () => {
      for (let file = files.pop(); file !== undefined; file = files.pop()) {
        await sharp(file).autoOrient().resize({ width: 1024, height: 1024, fit: 'inside' })
          .webp({ quality: 80 })
          .toFile(path.join(${JSON.stringify(outFolder)}, path.parse(file).name + '.webp'));
      }
    };
    await Promise.all(Array.from({ length: ${cores} }, next));`;
  await run(process.execPath, ['--input-type=module', '-e', script]);
}

/** One process for each core, as its users start it. Rejects where it is not installed. */
async function imageMagick(files: readonly string[]): Promise<void> {
  const outFolder = path.join(folder, 'magick');
  await mkdir(outFolder);
  const settings = ['-auto-orient', '-resize', '1024x1024>', '-quality', '80', '-format', 'webp'];
  const shares = Array.from({ length: cores }, (_, core) =>
    files.filter((_file, index) => index % cores === core),
  );
  await Promise.all(
    shares.map(async (share) => await run('mogrify', ['-path', outFolder, ...settings, ...share])),
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}
