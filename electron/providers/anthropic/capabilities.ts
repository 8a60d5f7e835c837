import type { OperationId } from '../../contract/operations.ts';
import type { Capability, ImageLimits } from '../../contract/providers.ts';

/**
 * A picture is shrunk on arrival beyond 2,576 pixels a side and beyond 4,784 patches of 28 × 28:
 * more would be sent for nothing. 10 MB of base64 are 7.5 MB of file.
 */
const seenImage: ImageLimits = {
  formats: ['jpeg', 'png', 'webp', 'gif'],
  maxBytes: 7_500_000,
  minPixels: 1,
  maxPixels: 4_784 * 28 * 28,
  minSide: 1,
  maxSide: 2_576,
  minRatio: 1 / 50,
  maxRatio: 50,
  multipleOf: 1,
};

const operations: readonly (readonly [OperationId, readonly string[]])[] = [
  ['describe', ['detail', 'language']],
  ['alt-text', ['language']],
  ['tags', ['count', 'language']],
  ['ocr', ['language']],
  ['ask', ['question']],
];

const models = [
  { model: 'claude-haiku-5-5', quality: 84, typicalMs: 2_000 },
  { model: 'claude-sonnet-5-5', quality: 94, typicalMs: 4_000 },
  { model: 'claude-opus-5-5', quality: 97, typicalMs: 7_000 },
] as const;

/** What Anthropic offers here, as data: it sees pictures and makes none. */
export const anthropicCapabilities: readonly Capability[] = operations.flatMap(
  ([operation, honours]) =>
    models.map(({ model, quality, typicalMs }): Capability => ({
      operation,
      model,
      image: seenImage,
      mask: null,
      honours,
      alpha: false,
      keepsSize: false,
      // Tags come as JSON, which nobody wants to watch.
      streams: operation === 'tags' ? 'nothing' : 'text',
      quality,
      typicalMs,
    })),
);
