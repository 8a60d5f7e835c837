import { fail } from '../../../contract/app-error.ts';
import type { BlobHash } from '../../../contract/ids.ts';
import { drawSteps } from '../../../contract/masking/draw.ts';
import { type PlaneSize, emptyPlane } from '../../../contract/masking/plane.ts';
import { untrustedLimits } from '../../limits.ts';
import type { JobInput, JobOutput } from '../../protocol.ts';
import { greyMask, readMask } from '../compile/mask.ts';
import { fromPixels } from '../decode/decoder.ts';
import { decoding } from '../decode/decoding.ts';
import { writeNew } from '../write-file.ts';

/**
 * The canonical mask at the image's size, by the formulas with which the window draws it. An empty
 * one is refused, `mask-empty`: whoever pays wants something changed.
 */
export async function paintMask({
  steps,
  image,
  pictures,
  outFolder,
}: JobInput<'paint-mask'>): Promise<JobOutput<'paint-mask'>> {
  const drawn = emptyPlane(drawnSize(image));
  const known = new Map<BlobHash, Uint8Array>();
  for (const { blob, path } of pictures) known.set(blob, await readMask(path, drawn));
  drawSteps(drawn, steps, { image, pictures: known });
  if (drawn.data.every((value) => value === 0)) {
    throw fail('mask-empty');
  }
  const grey = fromPixels(drawn.data, { ...drawn, channels: 1 }).toColourspace('b-w');
  const isExact = drawn.width === image.width && drawn.height === image.height;
  const full = isExact
    ? grey
    : fromPixels(await decoding(greyMask(grey, image)), { ...image, channels: 1 }).toColourspace(
        'b-w',
      );
  return await writeNew(await full.png().toBuffer(), { folder: outFolder, extension: 'png' });
}

/** Only what an upscale made is larger than what was let in; there the mask is drawn smaller. */
function drawnSize({ width, height }: PlaneSize): PlaneSize {
  const scale = Math.min(1, Math.sqrt(untrustedLimits.maxPixels / (width * height)));
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}
