/** Models the simulated account may use, and what sets them apart in the contract. */
export const IMAGE_MODELS = [
  'gpt-image-2.6-sunburst',
  'gpt-image-2.6-flare',
  'gpt-image-2.5-sunburst',
  'gpt-image-2.5-flare',
  'gpt-image-2',
  'gpt-image-1.5',
  'gpt-image-1-mini',
  'chatgpt-image-latest',
] as const;

export const TEXT_MODELS = ['gpt-6-sol', 'gpt-6-luna', 'gpt-5.6-luna'] as const;

const FIXED_SIZES: ReadonlySet<string> = new Set(['1024x1024', '1536x1024', '1024x1536']);
const LONGEST_EDGE = 3_840;
const FEWEST_PIXELS = 655_360;
const MOST_PIXELS = 8_294_400;

/** Says what is wrong with a size for a model, or undefined when the model takes it. */
export function findSizeFault(size: string, model: string): string | undefined {
  if (size === 'auto' || FIXED_SIZES.has(size)) {
    return undefined;
  }
  const { width, height } = parseSize(size);
  if (!model.startsWith('gpt-image-2')) {
    return `${model} takes ${[...FIXED_SIZES].join(', ')} or auto`;
  }
  if (width % 16 !== 0 || height % 16 !== 0) {
    return 'both sides must be divisible by 16';
  }
  if (width > height * 3 || height > width * 3) {
    return 'the ratio must be between 1:3 and 3:1';
  }
  if (Math.max(width, height) > LONGEST_EDGE) {
    return `no side may exceed ${LONGEST_EDGE}`;
  }
  return width * height < FEWEST_PIXELS || width * height > MOST_PIXELS
    ? `pixels must be between ${FEWEST_PIXELS} and ${MOST_PIXELS}`
    : undefined;
}

export function parseSize(size: string): { readonly width: number; readonly height: number } {
  const [width = 1024, height = 1024] =
    size === 'auto' ? [] : size.split('x').map((side) => Number(side));
  return { width, height };
}

/** `xhigh` and `max` belong to the 2.5 models alone. */
export function takesQuality(model: string, quality: string): boolean {
  return !['xhigh', 'max'].includes(quality) || model.startsWith('gpt-image-2.5');
}

const SQUARE_TOKENS: Readonly<Record<string, number>> = {
  low: 196,
  medium: 439,
  high: 1_756,
  xhigh: 3_122,
  max: 7_024,
};
const PARTIAL_IMAGE_TOKENS = 100;

/** Output tokens of one image: the table of 1024², scaled by area, and 100 for each partial image. */
export function imageOutputTokens(order: {
  readonly width: number;
  readonly height: number;
  readonly quality: string;
  readonly partialImages: number;
}): number {
  const square = SQUARE_TOKENS[order.quality] ?? SQUARE_TOKENS['medium'] ?? 0;
  const scaled = Math.ceil((square * order.width * order.height) / (1024 * 1024));
  return scaled + order.partialImages * PARTIAL_IMAGE_TOKENS;
}

/** Input tokens of an image: 32-pixel patches × 1.2, at most 2,500 patches for `high`, 70 for `low`. */
export function imageInputTokens(width: number, height: number, detail: string): number {
  const longest = detail === 'high' ? 2_048 : detail === 'low' ? 256 : Number.POSITIVE_INFINITY;
  const scale = Math.min(1, longest / Math.max(width, height));
  const patches = Math.ceil((width * scale) / 32) * Math.ceil((height * scale) / 32);
  return Math.ceil(Math.min(patches, detail === 'high' ? 2_500 : patches) * 1.2);
}

/** Four characters a token: the rule of thumb, since the tokenizer is not public for these models. */
export function textTokens(text: string): number {
  return Math.ceil(text.length / 4);
}
