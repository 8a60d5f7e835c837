import type { CostEstimate, MicroUsd } from '../../contract/money.ts';
import type { ModelPrice, PriceList } from '../../contract/price-list.ts';
import type { CostRequest } from '../provider.ts';
import { composeTextTask } from '../text-task.ts';
import type { Usage } from './answer-schemas.ts';
import { maxOutputTokensOf } from './build-request.ts';

type TokenPrice = Extract<ModelPrice, { unit: 'token' }>;

const PATCH = 28;
const MAX_SIDE = 2_576;
const MAX_PATCHES = 4_784;
/** The tokenizer is not public: English has four characters a token, no language much under two. */
const FEWEST_CHARACTERS_A_TOKEN = 2;
/** A price that is not known is not zero: budgets reserve this much (in millionths of a dollar). */
const UNPRICED = 50_000;

/**
 * Estimates a request in millionths of a dollar: the picture by the public formula, the words and
 * the answer by bounds, so never exact.
 */
export function estimateAnthropicCost(
  { call, image, capability }: CostRequest,
  prices: PriceList,
): CostEstimate {
  const price = tokenPriceOf(prices, capability.model);
  const task = composeTextTask(call);
  if (price === undefined || task === null) {
    return { low: 0, high: UNPRICED, exact: false, basis: 'no price known for this model' };
  }
  const seen = image === null ? 0 : countImageTokens(image.width, image.height);
  const words = JSON.stringify([task.instructions, task.question, task.format?.schema]);
  const input = seen + Math.ceil(words.length / FEWEST_CHARACTERS_A_TOKEN);
  const output = maxOutputTokensOf(task);
  return {
    low: charge(price, { input: seen, output: 0 }),
    high: charge(price, { input, output }),
    exact: false,
    basis: `at most ${input} tokens in (${seen} for the picture) and ${output} out`,
  };
}

/**
 * Tokens of a picture: ⌈w/28⌉ × ⌈h/28⌉ patches, after shrinking to 2,576 pixels a side, at most
 * 4,784 (the vendor's published formula for its current models).
 */
export function countImageTokens(width: number, height: number): number {
  const scale = Math.min(1, MAX_SIDE / Math.max(width, height));
  const patches = Math.ceil((width * scale) / PATCH) * Math.ceil((height * scale) / PATCH);
  return Math.min(patches, MAX_PATCHES);
}

/** What an answer cost by its reported usage; null where the price is not known. */
export function costOfUsage(
  usage: Usage,
  { prices, model }: { readonly prices: PriceList; readonly model: string },
): MicroUsd | null {
  const price = tokenPriceOf(prices, model);
  if (price === undefined) return null;
  const input =
    (usage.input_tokens ?? 0) +
    (usage.cache_creation_input_tokens ?? 0) +
    (usage.cache_read_input_tokens ?? 0);
  return charge(price, { input, output: usage.output_tokens });
}

/** Rounded up: a budget must never be short by a fraction. Prices are per million tokens. */
function charge(
  price: TokenPrice,
  { input, output }: { readonly input: number; readonly output: number },
): MicroUsd {
  return Math.ceil((input * price.textIn + output * price.textOut) / 1_000_000);
}

function tokenPriceOf(prices: PriceList, model: string): TokenPrice | undefined {
  const price = prices.models.anthropic?.[model];
  return price?.unit === 'token' ? price : undefined;
}
