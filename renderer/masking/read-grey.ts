import type { BlobHash } from '../../electron/contract/ids.ts';
import type { PlaneSize } from '../../electron/contract/masking/plane.ts';
import { editViewSource } from '../bridge.ts';

/** A grey picture at a size: one byte a pixel. Rejects where there is no such picture. */
export async function readGrey(blob: BlobHash, { width, height }: PlaneSize): Promise<Uint8Array> {
  const image = new Image();
  image.crossOrigin = 'anonymous';
  image.src = editViewSource(blob, null);
  await image.decode();
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('no 2d canvas');
  context.drawImage(image, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  return Uint8Array.from({ length: width * height }, (_, pixel) => data[pixel * 4] ?? 0);
}
