import { fail } from '../../../contract/app-error.ts';
import type { JobInput, JobOutput } from '../../protocol.ts';
import { fromPixels } from '../decode/decoder.ts';
import { drawMark } from '../edit/draw-mark.ts';
import { writeScratch } from '../write-file.ts';

/** A watermark for the preview, a PNG whose numbers are the working space's. */
export async function drawMarkFile({
  drawing,
  imagePath,
  outFolder,
}: JobInput<'draw-mark'>): Promise<JobOutput<'draw-mark'>> {
  const { kind } = drawing.mark;
  if (kind === 'none' || (kind === 'image') !== (imagePath !== null)) throw fail('invalid-request');
  const { width, height, data, scale } = await drawMark(drawing, imagePath);
  const png = await fromPixels(data, { width, height, channels: 4 })
    .png({ compressionLevel: 1 })
    .toBuffer();
  return { ...(await writeScratch(png, { folder: outFolder, extension: 'png' })), scale };
}
