import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { type EditDocument, editDocumentSchema } from '../../electron/contract/editing/document.ts';
import { createImageService } from '../../electron/images/create-image-service.ts';
import { openBrowserPreview } from '../editing/support/browser-preview.ts';
import { compareEditors } from './support/compare-editors.ts';

/*
 * The editor on a photo of 24 megapixels. First the window beside two editors from npm; then what a
 * slider's move costs on the proxy, drawn by software in a real browser; then the full size, beside
 * a bare sharp script that does similar work (gains, gamma, saturation) at eight bits with formulas
 * of its own.
 */
const root = path.resolve(import.meta.dirname, '../..');
const nodePath = path.join(root, 'node_modules/node/bin/node');
const workerPath = path.join(root, 'electron/images/worker/main.ts');
const run = promisify(execFile);

const frames = 20;
/** The picture's width in a window of 1440 pixels, and what the preview goes down to while a slider is held. */
const full = 952;
const held = Math.round(full * 0.3);

interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly peer?: string;
  readonly peerValue?: number;
  readonly ok?: boolean;
}

const looks: Readonly<Record<string, (at: number) => unknown>> = {
  exposure: (at) => ({ light: { exposure: at } }),
  'light and colour': (at) => ({
    light: { exposure: at, contrast: 20, highlights: -30, shadows: 30 },
    colour: { temperature: 10, vibrance: 20 },
  }),
  everything: (at) => ({
    light: { exposure: at, contrast: 20 },
    colour: { saturation: 10 },
    hues: { blue: { saturation: 20 } },
    curves: {
      all: [
        [0, 0.05],
        [1, 1],
      ],
    },
    detail: { sharpen: { amount: 40 } },
    effects: { vignette: { amount: -30 } },
  }),
};

const folder = await mkdtemp(path.join(tmpdir(), 'bench-editor-'));
const images = createImageService({ nodePath, workerPath });
try {
  const photo = await makePhoto();
  const rows = [
    ...(await compareEditors(images, photo)),
    ...(await sliders(photo)),
    ...(await fullSize(photo)),
  ];
  console.log(JSON.stringify({ name: 'editor', rows }));
} finally {
  await images.close();
  await rm(folder, { recursive: true, force: true });
}

async function sliders(photo: string): Promise<readonly Row[]> {
  const proxy = await images.editView({ path: photo, tile: null, outFolder: folder });
  const preview = await openBrowserPreview();
  const rows: Row[] = [];
  try {
    await preview.load(await readFile(proxy.path));
    for (const [name, at] of Object.entries(looks)) {
      const moves = Array.from({ length: frames }, (_, frame) => parsed(at(frame / frames)));
      for (const width of [full, held]) {
        await preview.time(moves.slice(0, 3), width);
        const times = (await preview.time(moves, width)).toSorted((a, b) => a - b);
        const median = times[Math.floor(times.length / 2)] ?? Infinity;
        rows.push({
          what: `${name}, ${width} pixels across${width === held ? ', held' : ''}`,
          value: round(1000 / median),
          unit: 'frames/s',
          // Where it is too slow at full width, the preview is coarser until the slider is let go.
          ...(width === held && { ok: median <= 1000 / 30 }),
        });
      }
    }
  } finally {
    await preview.close();
  }
  return rows;
}

async function fullSize(photo: string): Promise<readonly Row[]> {
  await images.inspect(photo);
  const bare = await seconds(async () => await bareSharp(photo));
  const rows: Row[] = [];
  for (const [name, at] of Object.entries(looks)) {
    const document = parsed(at(0.4));
    const value = await seconds(
      async () => await images.renderEdit({ path: photo, document, blobs: {}, outFolder: folder }),
    );
    const row = { what: `${name}, 24 megapixels`, value, unit: 's' };
    rows.push({ ...row, peer: 'bare sharp script', peerValue: bare });
  }
  return rows;
}

async function bareSharp(photo: string): Promise<void> {
  const script = `
    import sharp from ${JSON.stringify(import.meta.resolve('sharp'))};
    await sharp(${JSON.stringify(photo)}).gamma(2.2).linear(1.3, 0).modulate({ saturation: 1.1 })
      .jpeg({ quality: 98, chromaSubsampling: '4:4:4' })
      .toFile(${JSON.stringify(path.join(folder, 'bare.jpg'))});`;
  await run(nodePath, ['--input-type=module', '-e', script]);
}

async function makePhoto(): Promise<string> {
  const grain = await sharp({
    create: {
      width: 3000,
      height: 2000,
      channels: 3,
      background: 'black',
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
    },
  })
    .png({ compressionLevel: 1 })
    .toBuffer();
  const file = path.join(folder, 'photo.jpg');
  await sharp(grain).resize(6000, 4000, { fit: 'fill' }).jpeg({ quality: 88 }).toFile(file);
  return file;
}

function parsed(edit: unknown): EditDocument {
  return editDocumentSchema.parse(edit);
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return round((performance.now() - start) / 1000);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
