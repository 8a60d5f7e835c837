import type { Sharp } from 'sharp';
import { ownLimits } from '../../limits.ts';
import type { JobInput, JobOutput } from '../../protocol.ts';
import { greyMask } from '../compile/mask.ts';
import { fromPixels } from '../decode/decoder.ts';
import { decoding } from '../decode/decoding.ts';
import { type Source, openSource } from '../decode/source.ts';
import { writeNew } from '../write-file.ts';

/**
 * A canvas' PNG → the canonical mask: grey, of the given size, white = change here. Where the canvas
 * has transparency, what was painted (in any colour) is the mask; an opaque one is read by its light.
 */
export async function canonicalMask({
  path,
  width,
  height,
  outFolder,
}: JobInput<'canonical-mask'>): Promise<JobOutput<'canonical-mask'>> {
  const source = await openSource(path, ownLimits);
  const isPainted = source.metadata.hasAlpha && !(await decoding(source.open().stats())).isOpaque;
  const channel = isPainted ? await alphaOf(source) : source.open();
  const mask = await decoding(greyMask(channel, { width, height }));
  const grey = fromPixels(mask, { width, height, channels: 1 }).toColourspace('b-w');
  const bytes = await grey.png().toBuffer();
  return await writeNew(bytes, { folder: outFolder, extension: 'png' });
}

/** Apart from any later step: sharp drops alpha before it extracts a channel, whatever the order. */
async function alphaOf(source: Source): Promise<Sharp> {
  const { width, height } = source;
  const alpha = await decoding(source.open().extractChannel('alpha').raw().toBuffer());
  return fromPixels(alpha, { width, height, channels: 1 });
}
