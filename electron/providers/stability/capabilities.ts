import type { Capability, ImageLimits } from '../../contract/providers.ts';

/**
 * What Stability offers, as data. A model is named by its path below `/v2beta/stable-image/`, which
 * is also its key in the price list; the sd3 path has models of its own.
 * Limits and times: Stability's v2beta reference. One request makes one image.
 */

const MEBIBYTE = 1024 * 1024;
const ONE_MEGAPIXEL = 1_048_576;

/** A request may have 10 MiB in all: the rest is for the other fields. */
const image: ImageLimits = {
  formats: ['jpeg', 'png', 'webp'],
  maxBytes: 9.5 * MEBIBYTE,
  minPixels: 4_096,
  maxPixels: 9_437_184,
  minSide: 64,
  maxSide: 16_384,
  minRatio: 1 / 250,
  maxRatio: 250,
  multipleOf: 1,
};
const imageBesideMask: ImageLimits = { ...image, maxBytes: 7 * MEBIBYTE };
const bandedImage: ImageLimits = { ...image, minRatio: 0.4, maxRatio: 2.5 };
/** Two in one request. */
const halfImage: ImageLimits = { ...bandedImage, maxBytes: 4.75 * MEBIBYTE };
const mask = { polarity: 'white-edits', maxBytes: 2.5 * MEBIBYTE } as const;

const usual = {
  image,
  mask: null,
  alpha: false,
  keepsSize: true,
  streams: 'nothing',
} as const satisfies Partial<Capability>;

const generated = { ...usual, operation: 'generate', image: null, keepsSize: false } as const;
const generateHonours = ['prompt', 'aspectRatio', 'quality', 'seed'];

/** Stability draws neither 4:3 nor 3:4, one image a request, and never on transparency. */
function onlyQuality(quality: 'draft' | 'standard' | 'high'): Capability['when'] {
  return {
    aspectRatio: ['1:1', '3:2', '2:3', '16:9', '9:16'],
    count: [1],
    transparent: [false],
    quality: [quality],
  };
}

const one = { count: [1] };

/**
 * These models draw the picture anew under a prompt: near to it or far from it, by `strength`.
 * They work on sides in multiples of 64.
 */
const imageToImage = { ...usual, image: { ...image, multipleOf: 64 }, when: one } as const;
const varied = {
  ...imageToImage,
  operation: 'vary',
  honours: ['strength', 'prompt', 'seed'],
} as const;

/** These upscalers answer about 4 megapixels: only inputs for which that is the factor asked for. */
const fourMegapixels = { ...usual, operation: 'upscale', keepsSize: false } as const;

export const stabilityCapabilities: readonly Capability[] = [
  {
    ...generated,
    model: 'sd3.5-flash',
    when: onlyQuality('draft'),
    honours: generateHonours,
    quality: 45,
    typicalMs: 3_000,
  },
  {
    ...generated,
    model: 'sd3.5-large-turbo',
    when: onlyQuality('draft'),
    honours: generateHonours,
    quality: 55,
    typicalMs: 4_000,
  },
  {
    ...generated,
    model: 'sd3.5-medium',
    when: onlyQuality('standard'),
    honours: generateHonours,
    quality: 58,
    typicalMs: 7_000,
  },
  {
    ...generated,
    model: 'generate/core',
    when: onlyQuality('standard'),
    honours: generateHonours,
    quality: 62,
    typicalMs: 8_000,
  },
  {
    ...generated,
    model: 'sd3.5-large',
    when: onlyQuality('high'),
    honours: generateHonours,
    quality: 68,
    typicalMs: 11_000,
  },
  {
    ...generated,
    model: 'generate/ultra',
    when: onlyQuality('high'),
    honours: generateHonours,
    quality: 75,
    typicalMs: 12_000,
  },
  {
    ...imageToImage,
    operation: 'edit',
    model: 'sd3.5-large',
    honours: ['prompt', 'seed'],
    quality: 40,
    typicalMs: 11_000,
    caveat: 'redraws-everything',
  },
  { ...varied, model: 'sd3.5-flash', quality: 45, typicalMs: 3_000 },
  { ...varied, model: 'sd3.5-large-turbo', quality: 55, typicalMs: 4_000 },
  { ...varied, model: 'sd3.5-medium', quality: 58, typicalMs: 7_000 },
  { ...varied, model: 'sd3.5-large', quality: 68, typicalMs: 11_000 },
  { ...varied, model: 'generate/ultra', quality: 75, typicalMs: 12_000 },
  {
    ...usual,
    operation: 'inpaint',
    model: 'edit/inpaint',
    when: one,
    image: imageBesideMask,
    mask,
    honours: ['prompt', 'seed'],
    quality: 65,
    typicalMs: 12_000,
  },
  {
    ...usual,
    operation: 'erase',
    model: 'edit/erase',
    image: imageBesideMask,
    mask,
    honours: ['seed'],
    quality: 70,
    typicalMs: 7_000,
  },
  {
    ...usual,
    operation: 'outpaint',
    model: 'edit/outpaint',
    image: bandedImage,
    keepsSize: false,
    honours: ['left', 'right', 'up', 'down', 'prompt', 'seed'],
    quality: 70,
    typicalMs: 18_000,
  },
  {
    ...usual,
    operation: 'search-and-replace',
    model: 'edit/search-and-replace',
    image: bandedImage,
    honours: ['search', 'prompt', 'seed'],
    quality: 65,
    typicalMs: 14_000,
  },
  {
    ...usual,
    operation: 'recolor',
    model: 'edit/search-and-recolor',
    image: bandedImage,
    honours: ['select', 'prompt', 'seed'],
    quality: 65,
    typicalMs: 34_000,
  },
  {
    ...usual,
    operation: 'remove-background',
    model: 'edit/remove-background',
    image: { ...image, maxPixels: 4_194_304 },
    alpha: true,
    honours: [],
    quality: 80,
    typicalMs: 7_000,
  },
  {
    ...usual,
    operation: 'replace-background',
    model: 'edit/replace-background-and-relight',
    honours: ['prompt', 'seed'],
    quality: 70,
    typicalMs: 16_000,
  },
  {
    ...usual,
    operation: 'upscale',
    model: 'upscale/fast',
    when: { mode: ['fast'], factor: [4] },
    image: { ...image, minPixels: 1_024, maxPixels: ONE_MEGAPIXEL, minSide: 32 },
    keepsSize: false,
    honours: ['factor', 'mode'],
    quality: 60,
    typicalMs: 5_000,
  },
  ...([2, 4] as const).flatMap((factor): readonly Capability[] => {
    const limits = { ...image, maxPixels: (4 * ONE_MEGAPIXEL) / factor ** 2 };
    const honours = ['factor', 'mode', 'prompt'];
    return [
      {
        ...fourMegapixels,
        model: 'upscale/conservative',
        when: { mode: ['conservative'], factor: [factor] },
        image: { ...limits, minRatio: 0.4, maxRatio: 2.5 },
        honours,
        quality: 80,
        typicalMs: 28_000,
      },
      {
        ...fourMegapixels,
        model: 'upscale/creative',
        when: { mode: ['creative'], factor: [factor] },
        image: limits,
        honours,
        quality: 80,
        typicalMs: 46_000,
      },
    ];
  }),
  ...(['sketch', 'structure', 'style'] as const).map((mode): Capability => ({
    ...usual,
    operation: 'restyle',
    model: `control/${mode}`,
    when: { mode: [mode] },
    image: bandedImage,
    keepsSize: mode !== 'style',
    honours: ['mode', 'strength', 'prompt', 'seed'],
    quality: 62,
    typicalMs: 12_000,
  })),
  {
    ...usual,
    operation: 'style-transfer',
    model: 'control/style-transfer',
    image: halfImage,
    reference: halfImage,
    honours: ['strength', 'prompt', 'seed'],
    quality: 70,
    typicalMs: 15_000,
  },
];
