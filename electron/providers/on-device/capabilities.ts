import type { Capability, ImageLimits } from '../../contract/providers.ts';

/** The models take any size: what limits them is the time and the size of their result. */
const anyImage: ImageLimits = {
  formats: ['png', 'jpeg', 'webp', 'avif', 'tiff'],
  maxBytes: 800 * 1024 * 1024,
  minPixels: 1,
  maxPixels: 128_000_000,
  minSide: 1,
  maxSide: 32_768,
  minRatio: 1 / 1000,
  maxRatio: 1000,
  multipleOf: 1,
};

/** The data that is installed. */
const english = { language: ['en', 'en-GB', 'en-US'] };

const local = {
  image: anyImage,
  mask: null,
  alpha: true,
  keepsSize: true,
  streams: 'nothing',
} as const satisfies Partial<Capability>;

/** `upscale` with a result of at most 128 megapixels, the most that the app opens. */
function upscale(factor: 2 | 4): Capability {
  return {
    ...local,
    operation: 'upscale',
    model: `esrgan-slim-${factor}x`,
    when: { mode: ['fast'], factor: [factor] },
    image: { ...anyImage, maxPixels: anyImage.maxPixels / factor ** 2 },
    honours: ['factor', 'mode'],
    keepsSize: false,
    quality: 60,
    typicalMs: 2000,
    msPerMegapixel: 30_000,
  };
}

/** What runs on this machine, free of charge and without a network. */
export const onDeviceCapabilities: readonly Capability[] = [
  upscale(2),
  upscale(4),
  {
    ...local,
    operation: 'ocr',
    model: 'tesseract-5',
    when: english,
    honours: ['language'],
    quality: 65,
    typicalMs: 4000,
  },
  {
    ...local,
    operation: 'remove-background',
    model: 'selfie-segmentation',
    honours: [],
    quality: 50,
    typicalMs: 4000,
    caveat: 'people-only',
  },
  {
    ...local,
    operation: 'tags',
    model: 'centernet-80',
    when: english,
    honours: ['count', 'language'],
    quality: 40,
    typicalMs: 3000,
    caveat: 'common-objects-only',
  },
  {
    ...local,
    operation: 'content-check',
    model: 'nsfwjs-mobilenet',
    honours: [],
    quality: 60,
    typicalMs: 10_000,
  },
];
