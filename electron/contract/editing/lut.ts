import { z } from 'zod';
import { blobHashSchema } from '../ids.ts';

/** A table of colours as an edit names it: the blob holds what `encodeLut` writes. */
export const lutNameSchema = z
  .object({ blob: blobHashSchema, name: z.string().min(1).max(255) })
  .readonly();
export type LutName = z.infer<typeof lutNameSchema>;

export const mostCubeSide = 65;
export const mostCurveEntries = 65_536;

/**
 * Colour → colour on numbers as the screen gets them. Of three dimensions: `size`³ entries, red
 * running fastest; of one: `size` entries, each channel by itself. Three numbers an entry.
 */
export interface Lut {
  readonly dimensions: 1 | 3;
  readonly size: number;
  /** The colours that the first and the last entry stand for. */
  readonly low: readonly [number, number, number];
  readonly high: readonly [number, number, number];
  readonly values: Float32Array;
}

/** "EMLT", then version, dimensions, size, low, high, values: numbers of 32 bits, little endian. */
const magic = 0x544c_4d45;
const version = 1;
const headerBytes = 40;

export function encodeLut({ dimensions, size, low, high, values }: Lut): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(headerBytes + values.length * 4);
  const view = new DataView(bytes.buffer);
  [magic, version, dimensions, size].forEach((value, index) =>
    view.setUint32(index * 4, value, true),
  );
  [...low, ...high].forEach((value, index) => view.setFloat32(16 + index * 4, value, true));
  values.forEach((value, index) => view.setFloat32(headerBytes + index * 4, value, true));
  return bytes;
}

/** Null: it is none, or not one that can be read. */
export function decodeLut(bytes: Uint8Array): Lut | null {
  if (bytes.length < headerBytes) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [found, written, dimensions, size] = [0, 4, 8, 12].map((at) => view.getUint32(at, true));
  if (found !== magic || written !== version || size === undefined || size < 2) return null;
  if (dimensions !== 1 && dimensions !== 3) return null;
  if (size > (dimensions === 3 ? mostCubeSide : mostCurveEntries)) return null;
  const count = size ** dimensions * 3;
  if (bytes.length !== headerBytes + count * 4) return null;
  const values = Float32Array.from({ length: count }, (_, index) =>
    view.getFloat32(headerBytes + index * 4, true),
  );
  const edge = (at: number) =>
    [
      view.getFloat32(at, true),
      view.getFloat32(at + 4, true),
      view.getFloat32(at + 8, true),
    ] as const;
  const [low, high] = [edge(16), edge(28)];
  const isSound = low.every((from, channel) => from < (high[channel] ?? from));
  if (!isSound || !values.every(Number.isFinite)) return null;
  return { dimensions, size, low, high, values };
}
