import { z } from 'zod';

/**
 * What Stability's v2beta paths accept, as data.
 * Credits and required fields: platform.stability.ai, pricing and API reference; 1 credit = 0.01 USD.
 */
export interface ImageRule {
  readonly required: boolean;
  readonly minPixels: number;
  readonly maxPixels: number;
  readonly minSide: number;
  /** Longest side over shortest side. */
  readonly maxRatio: number;
}

export interface PathRule {
  readonly images: Readonly<Record<string, ImageRule>>;
  readonly fields: z.ZodType;
  readonly isAsync: boolean;
  credits(fields: Readonly<Record<string, string>>): number;
}

const prompt = z.string().min(1).max(10_000);
const optionalPrompt = z.string().max(10_000).optional();
const seed = wholeNumber(0, 4_294_967_294);
const anyFormat = z.enum(['jpeg', 'png', 'webp']).optional();
const aspectRatio = z
  .enum(['16:9', '1:1', '21:9', '2:3', '3:2', '4:5', '5:4', '9:16', '9:21'])
  .optional();
const stylePreset = z
  .enum([
    '3d-model',
    'analog-film',
    'anime',
    'cinematic',
    'comic-book',
    'digital-art',
    'enhance',
    'fantasy-art',
    'isometric',
    'line-art',
    'low-poly',
    'modeling-compound',
    'neon-punk',
    'origami',
    'photographic',
    'pixel-art',
    'tile-texture',
  ])
  .optional();
const usual = { seed, output_format: anyFormat };
const usualPrompted = {
  ...usual,
  prompt,
  negative_prompt: optionalPrompt,
  style_preset: stylePreset,
};

const usualImage: ImageRule = {
  required: true,
  minPixels: 4_096,
  maxPixels: 9_437_184,
  minSide: 64,
  maxRatio: Infinity,
};
const bandedImage: ImageRule = { ...usualImage, maxRatio: 2.5 };
const optionalImage: ImageRule = { ...usualImage, required: false };

const sd3Credits: Readonly<Record<string, number>> = {
  'sd3.5-large': 6.5,
  'sd3.5-large-turbo': 4,
  'sd3.5-medium': 3.5,
  'sd3.5-flash': 2.5,
};

/** Paths below `/v2beta/stable-image/`. */
export const stabilityPaths: Readonly<Record<string, PathRule>> = {
  'generate/core': path(3, {}, { ...usualPrompted, aspect_ratio: aspectRatio }),
  'generate/ultra': path(
    8,
    { image: optionalImage },
    { ...usualPrompted, aspect_ratio: aspectRatio, strength: fraction(0, 1) },
  ),
  'generate/sd3': {
    ...path(
      0,
      { image: optionalImage },
      {
        ...usualPrompted,
        output_format: z.enum(['jpeg', 'png']).optional(),
        aspect_ratio: aspectRatio,
        strength: fraction(0, 1),
        mode: z.enum(['text-to-image', 'image-to-image']).optional(),
        model: z
          .enum(['sd3.5-large', 'sd3.5-large-turbo', 'sd3.5-medium', 'sd3.5-flash'])
          .optional(),
        cfg_scale: fraction(1, 10),
      },
    ),
    credits: (fields) => sd3Credits[fields['model'] ?? 'sd3.5-large'] ?? 0,
  },
  'upscale/fast': path(
    2,
    { image: { ...usualImage, minPixels: 1_024, maxPixels: 1_048_576, minSide: 32 } },
    { output_format: anyFormat },
  ),
  'upscale/conservative': path(
    40,
    { image: bandedImage },
    { ...usual, prompt, negative_prompt: optionalPrompt, creativity: fraction(0.2, 0.5) },
  ),
  'upscale/creative': {
    ...path(
      60,
      { image: { ...usualImage, maxPixels: 1_048_576 } },
      { ...usualPrompted, creativity: fraction(0.1, 0.5) },
    ),
    isAsync: true,
  },
  'edit/erase': path(
    5,
    { image: usualImage, mask: optionalImage },
    { ...usual, grow_mask: wholeNumber(0, 20) },
  ),
  'edit/inpaint': path(
    5,
    { image: usualImage, mask: optionalImage },
    { ...usualPrompted, grow_mask: wholeNumber(0, 100) },
  ),
  'edit/outpaint': path(
    4,
    { image: bandedImage },
    {
      ...usual,
      prompt: optionalPrompt,
      style_preset: stylePreset,
      creativity: fraction(0, 1),
      left: wholeNumber(0, 2000),
      right: wholeNumber(0, 2000),
      up: wholeNumber(0, 2000),
      down: wholeNumber(0, 2000),
    },
  ),
  'edit/search-and-replace': path(
    5,
    { image: bandedImage },
    { ...usualPrompted, search_prompt: prompt, grow_mask: wholeNumber(0, 20) },
  ),
  'edit/search-and-recolor': path(
    5,
    { image: bandedImage },
    { ...usualPrompted, select_prompt: prompt, grow_mask: wholeNumber(0, 20) },
  ),
  'edit/remove-background': path(
    5,
    { image: { ...usualImage, maxPixels: 4_194_304 } },
    { output_format: z.enum(['png', 'webp']).optional() },
  ),
  'edit/replace-background-and-relight': {
    ...path(
      8,
      {
        subject_image: usualImage,
        background_reference: optionalImage,
        light_reference: optionalImage,
      },
      {
        ...usual,
        background_prompt: optionalPrompt,
        foreground_prompt: optionalPrompt,
        negative_prompt: optionalPrompt,
        preserve_original_subject: fraction(0, 1),
        original_background_depth: fraction(0, 1),
        keep_original_background: z.enum(['true', 'false']).optional(),
        light_source_direction: z.enum(['left', 'right', 'above', 'below']).optional(),
        light_source_strength: fraction(0, 1),
      },
    ),
    isAsync: true,
  },
  'control/sketch': path(
    5,
    { image: bandedImage },
    { ...usualPrompted, control_strength: fraction(0, 1) },
  ),
  'control/structure': path(
    5,
    { image: bandedImage },
    { ...usualPrompted, control_strength: fraction(0, 1) },
  ),
  'control/style': path(
    5,
    { image: bandedImage },
    { ...usualPrompted, aspect_ratio: aspectRatio, fidelity: fraction(0, 1) },
  ),
  'control/style-transfer': path(
    8,
    { init_image: bandedImage, style_image: bandedImage },
    {
      ...usual,
      prompt: optionalPrompt,
      negative_prompt: optionalPrompt,
      style_strength: fraction(0, 1),
      composition_fidelity: fraction(0, 1),
      change_strength: fraction(0.1, 1),
    },
  ),
};

function path(
  credits: number,
  images: Readonly<Record<string, ImageRule>>,
  fields: Record<string, z.ZodType>,
): PathRule {
  return { images, fields: z.strictObject(fields), isAsync: false, credits: () => credits };
}

function fraction(minimum: number, maximum: number): z.ZodType {
  return z
    .string()
    .refine(
      (text) => /^\d+(\.\d+)?$/.test(text) && Number(text) >= minimum && Number(text) <= maximum,
      {
        message: `must be a number from ${minimum} to ${maximum}`,
      },
    )
    .optional();
}

function wholeNumber(minimum: number, maximum: number): z.ZodType {
  return z
    .string()
    .refine((text) => /^\d+$/.test(text) && Number(text) >= minimum && Number(text) <= maximum, {
      message: `must be a whole number from ${minimum} to ${maximum}`,
    })
    .optional();
}
