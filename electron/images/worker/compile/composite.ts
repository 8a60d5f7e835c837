import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Sharp } from 'sharp';
import { decoding } from '../decode/decoding.ts';
import { isDeep, ownColors, ownProfile } from '../decode/own-colors.ts';
import type { Source } from '../decode/source.ts';
import { writePng } from '../metadata/write-png.ts';
import type { Append } from '../write-file.ts';
import { type Samples, blend } from './blend.ts';
import type { KeptArea } from './kept-area.ts';

interface CompositeTask {
  readonly original: Source;
  /** Of any size; it is resampled to the result's. */
  readonly answer: Source;
  readonly area: KeptArea;
}

/** 8 or 16 bits a channel, and whether one of them is alpha. */
interface Layout {
  readonly deep: boolean;
  readonly hasAlpha: boolean;
}

/**
 * The answer with the original put back where it is kept, as a lossless PNG in the original's colour
 * space and depth. For every provider and operation that keeps some of the original, this is the one
 * place: what is kept is the original's bit for bit, however small or lossy the answer was.
 */
export async function composite(task: CompositeTask, append: Append): Promise<void> {
  const { original, answer, area } = task;
  const layout: Layout = {
    deep: isDeep(original),
    hasAlpha: original.metadata.hasAlpha || (await isTransparent(answer)),
  };
  const profile = ownProfile(original);
  const channels = layout.hasAlpha ? 4 : 3;
  await withProfileFile(profile, async (profileFile) => {
    const bands = blended(task, { layout, channels, profileFile });
    await writePng(bands, { ...area.size, channels, deep: layout.deep, profile }, append);
  });
}

interface Blending {
  readonly layout: Layout;
  readonly channels: 3 | 4;
  readonly profileFile: string | null;
}

/** The result from the top, in bands: a second whole copy of 64 megapixels would not fit in memory. */
async function* blended(
  { original, answer, area }: CompositeTask,
  { layout, channels, profileFile }: Blending,
): AsyncGenerator<Samples> {
  const { width, height } = area.size;
  const resized = () => answer.open().resize(width, height, { fit: 'fill' });
  const colored = () => (profileFile === null ? resized() : resized().withIccProfile(profileFile));
  const kept = await samples(ownColors(original), layout);
  const rowBytes = width * channels * kept.BYTES_PER_ELEMENT;
  const bandRows = Math.max(1, Math.floor(bandBytes / rowBytes));
  for (let top = 0; top < height; top += bandRows) {
    const rows = Math.min(bandRows, height - top);
    const band = await samples(colored().extract({ left: 0, top, width, height: rows }), layout);
    const shares = area.shares(top, rows);
    const first = Math.max(top, area.top);
    const end = Math.min(top + rows, area.top + original.height);
    for (let row = first; row < end; row += 1) {
      const from = (row - area.top) * original.width;
      const to = (row - top) * width + area.left;
      blend({
        changed: band.subarray(to * channels, (to + original.width) * channels),
        kept: kept.subarray(from * channels, (from + original.width) * channels),
        shares: shares.subarray(to, to + original.width),
        channels,
      });
    }
    yield band;
  }
}

const bandBytes = 24_000_000;

/** Many providers answer with an alpha channel that says nothing. */
async function isTransparent(answer: Source): Promise<boolean> {
  if (!answer.metadata.hasAlpha) return false;
  const alpha = await decoding(answer.open().extractChannel('alpha').raw().toBuffer());
  return alpha.some((value) => value !== 255);
}

async function samples(pipeline: Sharp, { deep, hasAlpha }: Layout): Promise<Samples> {
  const shaped = (hasAlpha ? pipeline.ensureAlpha() : pipeline.removeAlpha()).toColourspace(
    deep ? 'rgb16' : 'srgb',
  );
  const bytes = await decoding(shaped.raw({ depth: deep ? 'ushort' : 'uchar' }).toBuffer());
  return deep ? new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2) : bytes;
}

/** sharp converts into a profile that lies in a file only. */
async function withProfileFile(
  profile: Buffer | null,
  work: (file: string | null) => Promise<void>,
): Promise<void> {
  if (profile === null) return await work(null);
  const file = path.join(tmpdir(), `${randomUUID()}.icc`);
  try {
    await writeFile(file, profile);
    await work(file);
  } finally {
    await rm(file, { force: true });
  }
}
