import type { OperationId } from '../../contract/operations.ts';
import type { Capability, ImageLimits } from '../../contract/providers.ts';

/** Local models see a megapixel or two: more costs their time and tells them nothing. */
const SEEN_IMAGE: ImageLimits = {
  formats: ['jpeg', 'png'],
  maxBytes: 8 * 1024 * 1024,
  minPixels: 28 * 28,
  maxPixels: 1536 * 1536,
  minSide: 28,
  maxSide: 1536,
  minRatio: 1 / 20,
  maxRatio: 20,
  multipleOf: 1,
};

const OPERATIONS: readonly (readonly [OperationId, readonly string[]])[] = [
  ['describe', ['detail', 'language']],
  ['alt-text', ['language']],
  ['tags', ['count', 'language']],
  ['ocr', ['language']],
  ['ask', ['question']],
];

/** What the discovered models are offered for: text from a picture. How well, nobody has told us. */
export function describeCapabilities(models: readonly string[]): readonly Capability[] {
  return models.flatMap((model) =>
    OPERATIONS.map(([operation, honours]): Capability => ({
      operation,
      model,
      image: SEEN_IMAGE,
      mask: null,
      honours,
      alpha: false,
      keepsSize: false,
      streams: operation === 'tags' ? 'nothing' : 'text',
      quality: 60,
      typicalMs: 12_000,
    })),
  );
}
