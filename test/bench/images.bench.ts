import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { createImageService } from '../../electron/images/create-image-service.ts';
import type { ImageService } from '../../electron/images/image-service.ts';

/*
 * Previews through the pool beside the same work done by a bare sharp script and by vipsthumbnail
 * (where installed): 6-megapixel JPEGs → WebP of 1024 pixels, in one run on one machine. Then 1,000
 * images through the pool: does the workers' memory stay flat?
 */
const root = path.resolve(import.meta.dirname, '../..');
const nodePath = path.join(root, 'node_modules/node/bin/node');
const workerPath = path.join(root, 'electron/images/worker/main.ts');
const run = promisify(execFile);

const photos = 20;
const turns = 3;
const manyImages = 1000;
const cores = availableParallelism();

/** A row of the table that scripts/bench.mjs prints. */
interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly peer?: string;
  readonly peerValue?: number;
  readonly ok?: boolean;
}

const folder = await mkdtemp(path.join(tmpdir(), 'bench-images-'));
const images = createImageService({ nodePath, workerPath });
try {
  const large = await makePhotos('large', { width: 3000, height: 2000 }, photos);
  const rows = [...(await throughput(large)), ...(await memory())];
  console.log(JSON.stringify({ name: 'images', rows }));
} finally {
  await images.close();
  await rm(folder, { recursive: true, force: true });
}

/** In turns, and the best turn of each: other work on the machine hits all of them. */
async function throughput(files: readonly string[]): Promise<readonly Row[]> {
  const outFolder = path.join(folder, 'previews');
  await mkdir(outFolder);
  await preview(images, files.slice(0, 2 * cores), outFolder);
  const best = { pool: 0, bare: 0, vips: 0 };
  for (let turn = 0; turn < turns; turn += 1) {
    const pool = await perSecond(files, async () => await preview(images, files, outFolder));
    const bare = await perSecond(files, async () => await bareSharp(files, outFolder));
    const vips = await perSecond(files, async () => await vipsThumbnail(files)).catch(() => 0);
    best.pool = Math.max(best.pool, pool);
    best.bare = Math.max(best.bare, bare);
    best.vips = Math.max(best.vips, vips);
  }
  const row = { what: 'previews of 6 megapixels', value: best.pool, unit: 'images/s' };
  return [
    { ...row, peer: 'bare sharp script', peerValue: best.bare },
    ...(best.vips === 0 ? [] : [{ ...row, peer: 'vipsthumbnail', peerValue: best.vips }]),
  ];
}

async function perSecond(files: readonly string[], work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return round((files.length * 1000) / (performance.now() - start));
}

async function preview(
  service: ImageService,
  files: readonly string[],
  outFolder: string,
): Promise<void> {
  await Promise.all(
    files.map(async (file) => await service.preview({ path: file, sizes: [1024], outFolder })),
  );
}

/** The least a script could do: no hash, no limits, no isolation. In a process of its own. */
async function bareSharp(files: readonly string[], outFolder: string): Promise<void> {
  const script = `
    import sharp from ${JSON.stringify(import.meta.resolve('sharp'))};
    const files = ${JSON.stringify(files)};
    const next = async () => {
      for (let file = files.pop(); file !== undefined; file = files.pop()) {
        await sharp(file).autoOrient().resize({ width: 1024, height: 1024, fit: 'inside' })
          .webp({ quality: 82, effort: 2 })
          .toFile(${JSON.stringify(outFolder)} + '/bare-' + files.length + '.webp');
      }
    };
    await Promise.all(Array.from({ length: ${cores} }, next));`;
  await run(nodePath, ['--input-type=module', '-e', script]);
}

/** One process for each core, each with its share of the files. */
async function vipsThumbnail(files: readonly string[]): Promise<void> {
  const shares = Array.from({ length: cores }, (_, core) =>
    files.filter((_file, index) => index % cores === core),
  );
  await Promise.all(
    shares.map(
      async (share) =>
        await run('vipsthumbnail', [...share, '--size', '1024', '-o', '%s.webp[Q=82,effort=2]']),
    ),
  );
}

/** The resident memory of all workers together, early and late. */
async function memory(): Promise<readonly Row[]> {
  const files = await makePhotos('small', { width: 1200, height: 900 }, 20);
  const outFolder = path.join(folder, 'many');
  const samples: number[] = [];
  const timer = setInterval(() => void workersMemory().then((bytes) => samples.push(bytes)), 250);
  const start = performance.now();
  let done = 0;
  const next = async (): Promise<void> => {
    while (done < manyImages) {
      const file = files[done % files.length] ?? '';
      done += 1;
      await images.inspect(file);
      await images.preview({ path: file, sizes: [256, 1024], outFolder });
    }
  };
  await Promise.all(Array.from({ length: cores }, next));
  clearInterval(timer);
  const seconds = (performance.now() - start) / 1000;
  const third = Math.ceil(samples.length / 3);
  const [early, late] = [Math.max(...samples.slice(0, third)), Math.max(...samples.slice(-third))];
  const written = (await readdir(outFolder)).length;
  return [
    {
      what: `${manyImages} images inspected and previewed`,
      value: round(manyImages / seconds),
      unit: 'images/s',
      ok: written === 2 * manyImages,
    },
    {
      what: "the workers' memory, last third of them",
      value: megabytes(late),
      unit: 'MB',
      peer: 'first third',
      peerValue: megabytes(early),
      ok: late < early * 1.25,
    },
  ];
}

async function workersMemory(): Promise<number> {
  const { stdout } = await run('ps', ['-o', 'rss=,ppid=,args=', '-e']);
  return stdout
    .split('\n')
    .filter(
      (line) => line.includes(workerPath) && line.trim().split(/\s+/)[1] === String(process.pid),
    )
    .reduce((sum, line) => sum + Number(line.trim().split(/\s+/)[0]) * 1024, 0);
}

async function makePhotos(
  name: string,
  { width, height }: { readonly width: number; readonly height: number },
  count: number,
): Promise<readonly string[]> {
  const grain = await sharp({
    create: {
      width: width / 2,
      height: height / 2,
      channels: 3,
      background: 'black',
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
    },
  })
    .png({ compressionLevel: 1 })
    .toBuffer();
  const made = [];
  for (let index = 0; index < count; index += 1) {
    const file = path.join(folder, `${name}-${index}.jpg`);
    const photo = sharp(grain)
      .resize(width, height, { fit: 'fill' })
      .modulate({ hue: index * 17 });
    await photo
      .withMetadata({ orientation: (index % 8) + 1 })
      .jpeg({ quality: 88 })
      .toFile(file);
    made.push(file);
  }
  return made;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}
