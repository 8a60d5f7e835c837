import type { CostEstimate, MicroUsd } from '../../contract/money.ts';
import type { ModelPrice, PriceList } from '../../contract/price-list.ts';
import type { CostRequest, InputImage } from '../provider.ts';
import { composeTextTask, type TextTask } from '../text-task.ts';
import type { ImageUsage, TextUsage } from './answer-schemas.ts';
import { maxOutputTokensOf, planImage } from './build-request.ts';
import { composeImagePrompt } from './image-prompt.ts';

type TokenPrice = Extract<ModelPrice, { unit: 'token' }>;

const SQUARE_PIXELS = 1024 * 1024;
const PARTIAL_IMAGE_TOKENS = 100;

/** A price that is not known is not zero: budgets reserve this much (in millionths of a dollar). */
const UNPRICED_TEXT = 50_000;
const UNPRICED_IMAGE = 1_000_000;

/**
 * Estimates a request in millionths of a dollar. The words are counted at four characters a token,
 * since the tokenizer is not public; the length of an answer is only bounded: so never exact.
 */
export function estimateCost(request: CostRequest, prices: PriceList): CostEstimate {
  const price = tokenPriceOf(prices, request.capability.model);
  const task = composeTextTask(request.call);
  if (task !== null) {
    return price === undefined ? unpriced(UNPRICED_TEXT) : estimateText(task, request.image, price);
  }
  return price?.imageTokens === undefined
    ? unpriced(UNPRICED_IMAGE)
    : estimateImage(request, price, price.imageTokens);
}

function unpriced(high: MicroUsd): CostEstimate {
  return { low: 0, high, exact: false, basis: 'no price known for this model' };
}

function estimateText(task: TextTask, image: InputImage | null, price: TokenPrice): CostEstimate {
  const seen = image === null ? 0 : countVisionTokens(image.width, image.height);
  const input = seen + countTextTokens(task.instructions + task.question);
  const output = maxOutputTokensOf(task);
  return {
    low: charge([[input, price.textIn]]),
    high: charge([
      [input, price.textIn],
      [output, price.textOut],
    ]),
    exact: false,
    basis: `${input} tokens in (${seen} for the picture), at most ${output} out`,
  };
}

function estimateImage(
  { call, image, reference, capability }: CostRequest,
  price: TokenPrice,
  squareTokens: Readonly<Record<string, number>>,
): CostEstimate {
  const limits = capability.image;
  const size = image === null || limits === null ? null : fitPixels(image, limits);
  const plan = planImage(call, size);
  const square = squareTokens[plan.quality];
  if (square === undefined) {
    return unpriced(UNPRICED_IMAGE);
  }
  const single = Math.ceil((square * plan.width * plan.height) / SQUARE_PIXELS);
  const seen = [size, reference].reduce(
    (tokens, seen) => tokens + (seen === null ? 0 : countVisionTokens(seen.width, seen.height)),
    0,
  );
  const input: readonly Charge[] = [
    [countTextTokens(composeImagePrompt(call) ?? ''), price.textIn],
    [seen, price.imageIn ?? price.textIn],
  ];
  const imageOut = price.imageOut ?? price.textOut;
  const partial = plan.partialImages * PARTIAL_IMAGE_TOKENS;
  return {
    low: charge([...input, [single * plan.count, imageOut]]),
    high: charge([...input, [single * plan.count + partial, imageOut]]),
    exact: false,
    basis: `${plan.count} × ${single} tokens at ${plan.width}×${plan.height}, ${plan.quality}`,
  };
}

/** The size to which a worker will bring the picture, up to rounding to whole multiples. */
function fitPixels(
  { width, height }: InputImage,
  { minPixels, maxPixels }: { readonly minPixels: number; readonly maxPixels: number },
): { readonly width: number; readonly height: number } {
  const pixels = width * height;
  const scale = Math.sqrt(Math.min(Math.max(pixels, minPixels), maxPixels) / pixels);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

/**
 * Tokens of a picture at detail `high`: 32-pixel patches × 1.2, after shrinking to 2,048 pixels a
 * side, at most 2,500 patches (the vendor's published formula).
 */
function countVisionTokens(width: number, height: number): number {
  const scale = Math.min(1, 2048 / Math.max(width, height));
  const patches = Math.ceil((width * scale) / 32) * Math.ceil((height * scale) / 32);
  return Math.ceil(Math.min(patches, 2_500) * 1.2);
}

function countTextTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

/** What a text answer cost by its reported usage; null where no price or no usage is known. */
export function costOfText(
  usage: TextUsage | null | undefined,
  { prices, model }: { readonly prices: PriceList; readonly model: string },
): MicroUsd | null {
  const price = tokenPriceOf(prices, model);
  if (usage === null || usage === undefined || price === undefined) {
    return null;
  }
  return charge([
    [usage.input_tokens, price.textIn],
    [usage.output_tokens, price.textOut],
  ]);
}

/** What images cost by their reported usage; null where no price or no usage is known. */
export function costOfImages(
  usage: ImageUsage | undefined,
  { prices, model }: { readonly prices: PriceList; readonly model: string },
): MicroUsd | null {
  const price = tokenPriceOf(prices, model);
  if (usage === undefined || price === undefined) {
    return null;
  }
  return charge([
    [usage.input_tokens_details.text_tokens, price.textIn],
    [usage.input_tokens_details.image_tokens, price.imageIn ?? price.textIn],
    [usage.output_tokens, price.imageOut ?? price.textOut],
  ]);
}

/** Tokens, and the price of a million of them. */
type Charge = readonly [tokens: number, perMillion: MicroUsd];

/** Rounded up: a budget must never be short by a fraction. */
function charge(charges: readonly Charge[]): MicroUsd {
  return Math.ceil(charges.reduce((sum, [tokens, price]) => sum + tokens * price, 0) / 1_000_000);
}

function tokenPriceOf(prices: PriceList, model: string): TokenPrice | undefined {
  const price = prices.models.openai?.[model];
  return price?.unit === 'token' ? price : undefined;
}
