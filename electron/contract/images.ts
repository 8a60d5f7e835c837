import { z } from 'zod';
import { imageFormatSchema } from './providers.ts';

/** What a worker found out about an image file. Width and height are after EXIF orientation. */
export const imageFactsSchema = z
  .object({
    format: imageFormatSchema,
    width: z.int().positive(),
    height: z.int().positive(),
    bytes: z.int().positive(),
    hasAlpha: z.boolean(),
    /** Frames of an animation, or pages; 1 for a still. */
    frames: z.int().positive(),
    /** 1 to 8 as in the file. */
    orientation: z.int().min(1).max(8),
    /** "sRGB IEC61966-2.1", or null where no profile is embedded. */
    colorProfile: z.string().max(200).nullable(),
    bitsPerChannel: z.int().positive(),
    takenAt: z.string().max(40).nullable(),
    camera: z.string().max(200).nullable(),
    hasGps: z.boolean(),
  })
  .readonly();
export type ImageFacts = z.infer<typeof imageFactsSchema>;

/** The largest image that the app makes; what it lets in has half as many pixels. */
export const largestImage = { pixels: 128_000_000, side: 32_768 } as const;

/** Whether the app can hold a picture of this size. */
export function isWithinReach(size: { readonly width: number; readonly height: number }): boolean {
  const { width, height } = size;
  return width * height <= largestImage.pixels && Math.max(width, height) <= largestImage.side;
}

/** The worker-made sizes that the window may show: the longest side in pixels. */
export const previewSizes = [256, 1024, 2560] as const;
export const previewSizeSchema = z.union([z.literal(256), z.literal(1024), z.literal(2560)]);
export type PreviewSize = z.infer<typeof previewSizeSchema>;
/** Square side of a full-resolution tile, for zooming in to 100 %. */
export const tileSide = 1024;

export const outputFormatSchema = z.enum(['jpeg', 'png', 'webp', 'avif', 'tiff']);
export type OutputFormat = z.infer<typeof outputFormatSchema>;

/** How a result is written to a file. */
export const exportOptionsSchema = z
  .object({
    format: outputFormatSchema.default('png'),
    /** 1 to 100, for the lossy formats. */
    quality: z.int().min(1).max(100).default(90),
    /** Longest side in pixels; null keeps the size. */
    longestSide: z.int().min(16).max(30_000).nullable().default(null),
    metadata: z.enum(['keep', 'strip', 'strip-location']).default('keep'),
    /** {name} {operation} {provider} {date} {n} {width} {height} */
    nameTemplate: z.string().min(1).max(200).default('{name}-{operation}'),
  })
  .readonly();
export type ExportOptions = z.infer<typeof exportOptionsSchema>;
