import { z } from 'zod';

/** Width to height, as people say it: `3:2`. */
export const ratioSchema = z
  .string()
  .regex(/^[1-9]\d{0,3}:[1-9]\d{0,3}$/, 'width:height, such as 3:2')
  .brand<'Ratio'>();
export type Ratio = z.infer<typeof ratioSchema>;

const ratio = (text: string): Ratio => ratioSchema.parse(text);
/** Those that are offered. */
export const commonRatios = [
  ratio('1:1'),
  ratio('5:4'),
  ratio('4:3'),
  ratio('3:2'),
  ratio('16:9'),
  ratio('4:5'),
  ratio('3:4'),
  ratio('2:3'),
  ratio('9:16'),
] as const;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The largest part of an image that has a ratio; at least a pixel each way. */
export function croppedSize({ width, height }: Size, ratio: Ratio | null): Size {
  if (ratio === null) return { width, height };
  const [across = 1, down = 1] = ratio.split(':').map(Number);
  const wanted = across / down;
  return width / height > wanted
    ? { width: Math.max(1, Math.round(height * wanted)), height }
    : { width, height: Math.max(1, Math.round(width / wanted)) };
}
