import { createHash } from 'node:crypto';
import { fail } from '../../../contract/app-error.ts';
import type { ImageLimits as ProviderLimits } from '../../../contract/providers.ts';
import { ownLimits } from '../../limits.ts';
import type { JobInput, JobOutput } from '../../protocol.ts';
import { compileMask } from '../compile/compile-mask.ts';
import { fromPixels } from '../decode/decoder.ts';
import {
  type Encoding,
  encodeAs,
  encodingLadder,
  mediaTypeOf,
} from '../compile/encoding-ladder.ts';
import { readMask } from '../compile/mask.ts';
import { type Raster, isOpaque, readRaster } from '../decode/raster.ts';
import { planSize } from '../compile/size-plan.ts';
import { type Source, openSource } from '../decode/source.ts';
import { writeScratch } from '../write-file.ts';

type Prepared = JobOutput<'prepare'>;
type PreparedImage = Prepared['image'];

/** Each step has this share of the pixels of the one before. */
const shrink = 0.6;
const maxShrinks = 8;

/** Compiles an image and its mask for one capability: colours sRGB, upright, no metadata. */
export async function prepare(input: JobInput<'prepare'>): Promise<Prepared> {
  const { capability, maskPath, outFolder } = input;
  if (capability.image === null) throw fail('invalid-request', { cause: 'no image goes in here' });
  const source = await openSource(input.path, ownLimits);
  const raster = await readRaster(source);
  const mask = maskPath === null ? null : await readMask(maskPath, raster);
  const limits = tighten(capability.image, input.override);
  const image = await prepareImage({ raster, source, limits, outFolder });
  const maskLimits = capability.mask;
  const compiled =
    mask === null || maskLimits === null
      ? null
      : await compileMask({ mask, from: raster, to: image, limits: maskLimits });
  return {
    image,
    mask:
      compiled === null
        ? null
        : await writeImage(compiled, { ...image, format: 'png', folder: outFolder }),
    pixelHash: pixelHash(raster, mask),
  };
}

/**
 * SHA-256 over the upright sRGB pixels (RGBA, 8 bits) and their size, and over the mask where there
 * is one: the same picture in another container has the same hash, another mask has another one.
 */
function pixelHash({ width, height, data }: Raster, mask: Uint8Array | null): string {
  const hash = createHash('sha256').update(`${width}x${height}\n`).update(data);
  if (mask !== null) hash.update('\nmask\n').update(mask);
  return hash.digest('hex');
}

function tighten(
  limits: ProviderLimits,
  override: JobInput<'prepare'>['override'],
): ProviderLimits {
  return {
    ...limits,
    maxPixels: Math.min(limits.maxPixels, override?.maxPixels ?? limits.maxPixels),
    maxBytes: Math.min(limits.maxBytes, override?.maxBytes ?? limits.maxBytes),
  };
}

interface ImageTask {
  readonly raster: Raster;
  readonly source: Source;
  readonly limits: ProviderLimits;
  readonly outFolder: string;
}

/** Quality steps down first, then the size, until the bytes fit. */
async function prepareImage(task: ImageTask): Promise<PreparedImage> {
  const { raster, limits } = task;
  const opaque = isOpaque(raster);
  const ladder = encodingLadder(limits.formats, {
    hasAlpha: !opaque,
    isLossless: ['png', 'tiff', 'svg', 'gif'].includes(task.source.format),
  });
  if (ladder.length === 0) throw rejected('format');
  let { maxPixels } = limits;
  for (let step = 0; step < maxShrinks; step += 1) {
    const plan = planSize(raster, { ...limits, maxPixels });
    if (plan.kind === 'refused') throw step === 0 ? rejected(plan.reason) : tooLarge(limits);
    const pixels = await resample(raster, { size: plan, opaque });
    for (const encoding of ladder) {
      const bytes = await encodeAs(fromPixels(pixels.data, pixels.info), encoding).toBuffer();
      if (bytes.length <= limits.maxBytes) {
        return await writeImage(bytes, {
          ...plan,
          format: encoding.format,
          folder: task.outFolder,
        });
      }
    }
    maxPixels = Math.floor(plan.width * plan.height * shrink);
  }
  throw tooLarge(limits);
}

interface Resampling {
  readonly size: { readonly width: number; readonly height: number };
  readonly opaque: boolean;
}

async function resample(raster: Raster, { size, opaque }: Resampling) {
  const pipeline = fromPixels(raster.data, raster);
  const shaped = opaque ? pipeline.removeAlpha() : pipeline;
  const isExact = size.width === raster.width && size.height === raster.height;
  const resized = isExact ? shaped : shaped.resize(size.width, size.height, { fit: 'fill' });
  return await resized.raw().toBuffer({ resolveWithObject: true });
}

interface ImageFile {
  readonly width: number;
  readonly height: number;
  readonly format: Encoding['format'];
  readonly folder: string;
}

async function writeImage(bytes: Buffer, image: ImageFile): Promise<PreparedImage> {
  const { width, height, format, folder } = image;
  const file = await writeScratch(bytes, { folder, extension: format });
  const mediaType = mediaTypeOf(format);
  return { path: file.path, format, mediaType, width, height, bytes: file.bytes };
}

function rejected(reason: string) {
  return fail('provider-rejected-input', { params: { reason } });
}

function tooLarge(limits: ProviderLimits) {
  return fail('file-too-large', { params: { maxBytes: limits.maxBytes } });
}
