import { ownLimits } from '../../limits.ts';
import type { JobInput, JobOutput } from '../../protocol.ts';
import { greyMask } from '../mask.ts';
import { fromPixels } from '../decoder.ts';
import { decoding } from '../decoding.ts';
import { openSource } from '../source.ts';
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
  const channel = isPainted ? source.open().ensureAlpha().extractChannel('alpha') : source.open();
  const mask = await decoding(greyMask(channel, { width, height }));
  const bytes = await fromPixels(mask, { width, height, channels: 1 }).png().toBuffer();
  return await writeNew(bytes, { folder: outFolder, extension: 'png' });
}
