import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Sharp } from 'sharp';
import { fromPixels } from '../decode/decoder.ts';
import { readMask } from './mask.ts';
import { isDeep, ownColors, ownProfile } from '../decode/own-colors.ts';
import { insertChunks, profileChunk } from '../metadata/png-chunks.ts';
import { decoding } from '../decode/decoding.ts';
import { type Source } from '../decode/source.ts';

type Samples = Uint8Array | Uint16Array;

interface CompositeTask {
  readonly original: Source;
  /** Of any size; it is resampled to the original's. */
  readonly answer: Source;
  readonly maskPath: string;
}

/**
 * The answer inside the mask, the original outside, as a lossless PNG in the original's colour space
 * and depth. Where the mask is 0 every sample is the original's, bit for bit; where it is 255, the
 * answer's; between, they are blended by premultiplied alpha.
 */
export async function composite({ original, answer, maskPath }: CompositeTask): Promise<Buffer> {
  const { width, height } = original;
  const deep = isDeep(original);
  const profile = ownProfile(original);
  const hasAlpha = original.metadata.hasAlpha || (await isTransparent(answer));
  const channels = hasAlpha ? 4 : 3;
  const resized = () => answer.open().resize(width, height, { fit: 'fill' });
  const mask = await readMask(maskPath, { width, height });
  const kept = await samples(ownColors(original), { deep, hasAlpha });
  await withProfileFile(profile, async (file) => {
    const colored = () => (file === null ? resized() : resized().withIccProfile(file));
    for (let top = 0; top < height; top += bandRows(width)) {
      const rows = Math.min(bandRows(width), height - top);
      const band = colored().extract({ left: 0, top, width, height: rows });
      const [from, to] = [top * width, (top + rows) * width];
      blend({
        kept: kept.subarray(from * channels, to * channels),
        changed: await samples(band, { deep, hasAlpha }),
        mask: mask.subarray(from, to),
        channels,
      });
    }
  });
  const png = await fromPixels(kept, { width, height, channels })
    .toColourspace(deep ? 'rgb16' : 'srgb')
    .png()
    .toBuffer();
  return insertChunks(png, profile === null ? [] : [profileChunk(profile)]);
}

/** Many providers answer with an alpha channel that says nothing. */
async function isTransparent(answer: Source): Promise<boolean> {
  if (!answer.metadata.hasAlpha) return false;
  const alpha = await decoding(answer.open().extractChannel('alpha').raw().toBuffer());
  return alpha.some((value) => value !== 255);
}

const bandPixels = 8_000_000;

/** The answer is read in bands: a second whole copy of 64 megapixels would not fit in memory. */
function bandRows(width: number): number {
  return Math.max(1, Math.floor(bandPixels / width));
}

async function samples(
  pipeline: Sharp,
  { deep, hasAlpha }: { readonly deep: boolean; readonly hasAlpha: boolean },
): Promise<Samples> {
  const shaped = (hasAlpha ? pipeline.ensureAlpha() : pipeline.removeAlpha()).toColourspace(
    deep ? 'rgb16' : 'srgb',
  );
  const bytes = await decoding(shaped.raw({ depth: deep ? 'ushort' : 'uchar' }).toBuffer());
  return deep ? new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2) : bytes;
}

/** sharp converts into a profile that lies in a file only. */
async function withProfileFile<Value>(
  profile: Buffer | null,
  work: (file: string | null) => Promise<Value>,
): Promise<Value> {
  if (profile === null) return await work(null);
  const file = path.join(tmpdir(), `${randomUUID()}.icc`);
  try {
    await writeFile(file, profile);
    return await work(file);
  } finally {
    await rm(file, { force: true });
  }
}

interface BlendTask {
  /** Changed in place: one copy of a large image less. */
  readonly kept: Samples;
  readonly changed: Samples;
  readonly mask: Uint8Array;
  readonly channels: 3 | 4;
}

function blend({ kept, changed, mask, channels }: BlendTask): void {
  for (let pixel = 0, at = 0; pixel < mask.length; pixel += 1, at += channels) {
    const share = mask[pixel] ?? 0;
    if (share === 0) continue;
    if (share === 255) {
      for (let channel = 0; channel < channels; channel += 1) {
        kept[at + channel] = changed[at + channel] ?? 0;
      }
    } else if (channels === 3) {
      blendOpaque({ kept, changed, at, share: share / 255 });
    } else {
      blendTransparent({ kept, changed, at, share: share / 255 });
    }
  }
}

interface PixelTask {
  readonly kept: Samples;
  readonly changed: Samples;
  /** Index of the pixel's first sample. */
  readonly at: number;
  /** Of the changed pixel, 0 to 1. */
  readonly share: number;
}

function blendOpaque({ kept, changed, at, share }: PixelTask): void {
  for (let index = at; index < at + 3; index += 1) {
    const [from, to] = [kept[index] ?? 0, changed[index] ?? 0];
    kept[index] = Math.round(from + (to - from) * share);
  }
}

/** Colours count by their opacity, so that no invisible colour bleeds into a soft edge. */
function blendTransparent({ kept, changed, at, share }: PixelTask): void {
  const [keptAlpha, changedAlpha] = [kept[at + 3] ?? 0, changed[at + 3] ?? 0];
  const weightKept = keptAlpha * (1 - share);
  const weightChanged = changedAlpha * share;
  const alpha = weightKept + weightChanged;
  for (let index = at; index < at + 3; index += 1) {
    const sum = (kept[index] ?? 0) * weightKept + (changed[index] ?? 0) * weightChanged;
    kept[index] = alpha === 0 ? 0 : Math.round(sum / alpha);
  }
  kept[at + 3] = Math.round(alpha);
}
