import sharp from 'sharp';
import type { RawImage } from './raw-image.ts';

interface ModelInput {
  readonly width: number;
  readonly height: number;
  /** `stretch` fills the input; `letterbox` keeps the proportions and pads with black. */
  readonly fit: 'stretch' | 'letterbox';
}

/** An image as a model's input: RGB bytes of exactly width × height. Alpha is shown on grey. */
export async function fitToModel(image: RawImage, input: ModelInput): Promise<Uint8Array> {
  const { width, height, channels } = image;
  return await sharp(image.data, { raw: { width, height, channels } })
    .flatten({ background: '#808080' })
    .resize(input.width, input.height, {
      fit: input.fit === 'stretch' ? 'fill' : 'contain',
      background: '#000000',
    })
    .raw()
    .toBuffer();
}
