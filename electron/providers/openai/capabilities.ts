import type { OperationId } from '../../contract/operations.ts';
import type { Capability, ImageLimits } from '../../contract/providers.ts';

/** Beyond 2,048 pixels a side a picture is shrunk on arrival: more would be sent for nothing. */
const SEEN_IMAGE: ImageLimits = {
  formats: ['jpeg', 'png', 'webp', 'gif'],
  maxBytes: 20 * 1024 * 1024,
  minPixels: 1,
  maxPixels: 2048 * 2048,
  minSide: 1,
  maxSide: 2048,
  minRatio: 1 / 50,
  maxRatio: 50,
  multipleOf: 1,
};

/** The limits of the output: the picture goes in at the size in which it is to come out. */
const EDITED_IMAGE: ImageLimits = {
  formats: ['png', 'webp', 'jpeg'],
  maxBytes: 50 * 1024 * 1024 - 1,
  minPixels: 655_360,
  maxPixels: 8_294_400,
  minSide: 16,
  maxSide: 3_840,
  minRatio: 1 / 3,
  maxRatio: 3,
  multipleOf: 16,
};

/** Only seen: nothing comes out at its size. */
const REFERENCE_IMAGE: ImageLimits = { ...SEEN_IMAGE, formats: ['png', 'webp', 'jpeg'] };

const MASK = { polarity: 'transparent-edits', maxBytes: 4 * 1024 * 1024 - 1 } as const;

const TEXT_OPERATIONS: readonly (readonly [OperationId, readonly string[]])[] = [
  ['describe', ['detail', 'language']],
  ['alt-text', ['language']],
  ['tags', ['count', 'language']],
  ['ocr', ['language']],
  ['ask', ['question']],
];

interface TextModel {
  readonly model: string;
  readonly quality: number;
  readonly typicalMs: number;
}

const TEXT_MODELS: readonly TextModel[] = [
  { model: 'gpt-6-luna', quality: 82, typicalMs: 2_500 },
  { model: 'gpt-6-sol', quality: 94, typicalMs: 5_000 },
];

const IMAGE_MODEL = 'gpt-image-2.5-flare';

interface ImageOperation {
  readonly operation: OperationId;
  readonly honours: readonly string[];
  readonly mask?: boolean;
  readonly reference?: boolean;
  readonly alpha?: boolean;
  readonly quality: number;
  readonly caveat?: string;
}

const IMAGE_OPERATIONS: readonly ImageOperation[] = [
  { operation: 'edit', honours: ['prompt', 'quality', 'count'], quality: 92 },
  { operation: 'inpaint', honours: ['prompt', 'quality', 'count'], mask: true, quality: 88 },
  { operation: 'erase', honours: [], mask: true, quality: 84 },
  { operation: 'search-and-replace', honours: ['search', 'prompt'], quality: 86 },
  { operation: 'recolor', honours: ['select', 'prompt'], quality: 84 },
  {
    operation: 'remove-background',
    honours: [],
    alpha: true,
    quality: 60,
    caveat: 'redraws-subject',
  },
  { operation: 'replace-background', honours: ['prompt'], quality: 82 },
  { operation: 'vary', honours: ['strength', 'prompt', 'count'], quality: 84 },
  { operation: 'restyle', honours: ['mode', 'strength', 'prompt'], quality: 86 },
  { operation: 'style-transfer', honours: ['strength', 'prompt'], reference: true, quality: 84 },
];

/** What OpenAI does here, as data. Variations and cut-outs are edits: their own endpoints are gone. */
export const openAiCapabilities: readonly Capability[] = [
  ...TEXT_MODELS.flatMap(({ model, quality, typicalMs }) =>
    TEXT_OPERATIONS.map(([operation, honours]): Capability => ({
      operation,
      model,
      image: SEEN_IMAGE,
      mask: null,
      honours,
      alpha: false,
      keepsSize: false,
      streams: operation === 'tags' ? 'nothing' : 'text',
      quality,
      typicalMs,
    })),
  ),
  {
    operation: 'generate',
    model: IMAGE_MODEL,
    image: null,
    mask: null,
    honours: ['prompt', 'aspectRatio', 'quality', 'count', 'transparent'],
    alpha: true,
    keepsSize: false,
    streams: 'partial-images',
    quality: 92,
    typicalMs: 18_000,
  },
  ...IMAGE_OPERATIONS.map(
    ({
      operation,
      honours,
      mask = false,
      reference = false,
      alpha = false,
      ...others
    }): Capability => ({
      ...others,
      operation,
      model: IMAGE_MODEL,
      image: EDITED_IMAGE,
      mask: mask ? MASK : null,
      ...(reference ? { reference: REFERENCE_IMAGE } : {}),
      honours,
      alpha,
      keepsSize: true,
      streams: 'partial-images',
      typicalMs: 24_000,
    }),
  ),
];
