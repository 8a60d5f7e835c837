import { fail } from '../../../contract/app-error.ts';
import type { Capability } from '../../../contract/providers.ts';
import { fromPixels } from '../decode/decoder.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

interface MaskTask {
  /** Canonical: 255 = change here. */
  readonly mask: Uint8Array;
  readonly from: Size;
  readonly to: Size;
  readonly limits: NonNullable<Capability['mask']>;
}

/**
 * The mask as a PNG in a provider's polarity, of the prepared image's size. A soft mask that is too
 * large becomes a hard one (which compresses far better); then it is refused: `file-too-large`.
 */
export async function compileMask({ mask, from, to, limits }: MaskTask): Promise<Buffer> {
  const pipeline = fromPixels(mask, { ...from, channels: 1 });
  const soft = await pipeline
    .resize(to.width, to.height, { fit: 'fill', kernel: 'linear' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  const hard = () => soft.map((value) => (value < 128 ? 0 : 255));
  for (const values of [() => soft, hard]) {
    const bytes = await encodeMask(values(), to, limits.polarity);
    if (bytes.length <= limits.maxBytes) return bytes;
  }
  throw fail('file-too-large', { params: { maxBytes: limits.maxBytes } });
}

async function encodeMask(
  values: Uint8Array,
  { width, height }: Size,
  polarity: MaskTask['limits']['polarity'],
): Promise<Buffer> {
  const options = { compressionLevel: 9 };
  switch (polarity) {
    case 'white-edits':
      return await fromPixels(values, { width, height, channels: 1 })
        .toColourspace('b-w')
        .png(options)
        .toBuffer();
    case 'transparent-edits': {
      const rgba = new Uint8Array(values.length * 4);
      for (const [pixel, value] of values.entries()) rgba[pixel * 4 + 3] = 255 - value;
      return await fromPixels(rgba, { width, height, channels: 4 }).png(options).toBuffer();
    }
  }
}
