import { freeOfCharge, type CostEstimate, type MicroUsd } from '../../contract/money.ts';
import type { ModelPrice, PriceList } from '../../contract/price-list.ts';
import type { CostRequest } from '../provider.ts';
import { composeTextTask } from '../text-task.ts';
import type { ChatUsage } from './answer-schemas.ts';

/** A price that is not known is not zero: budgets reserve this much (in millionths of a dollar). */
const UNPRICED_CALL = 50_000;
/** Models count a picture in their own ways; this is the most that common ones take for our size. */
const MOST_IMAGE_TOKENS = 3_000;

/** A server on this machine is the user's own: it bills nobody. */
export function isFree(baseUrl: string): boolean {
  const { hostname } = new URL(baseUrl);
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** Estimates a question in millionths of a dollar: zero on this machine, a bound elsewhere. */
export function estimateCost(
  { call, capability }: CostRequest,
  { prices, baseUrl }: { readonly prices: PriceList; readonly baseUrl: string },
): CostEstimate {
  const price = priceOf(prices, capability.model);
  const task = composeTextTask(call);
  if (price === undefined || task === null) {
    return isFree(baseUrl)
      ? freeOfCharge
      : { low: 0, high: UNPRICED_CALL, exact: false, basis: 'no price known for this model' };
  }
  const asked = Math.ceil((task.instructions.length + task.question.length) / 4);
  return {
    low: charge(price, { prompt_tokens: asked, completion_tokens: 0 }),
    high: charge(price, {
      prompt_tokens: asked + MOST_IMAGE_TOKENS,
      completion_tokens: task.maxOutputTokens,
    }),
    exact: false,
    basis: `at most ${asked + MOST_IMAGE_TOKENS} tokens in, ${task.maxOutputTokens} out`,
  };
}

/** What an answer cost by its reported usage; null where no price or no usage is known. */
export function costOfAnswer(
  usage: ChatUsage | null,
  {
    prices,
    model,
    baseUrl,
  }: {
    readonly prices: PriceList;
    readonly model: string;
    readonly baseUrl: string;
  },
): MicroUsd | null {
  const price = priceOf(prices, model);
  if (price === undefined) {
    return isFree(baseUrl) ? 0 : null;
  }
  return usage === null ? null : charge(price, usage);
}

/** Rounded up: a budget must never be short by a fraction. */
function charge(price: ModelPrice, usage: ChatUsage): MicroUsd {
  return price.unit === 'call'
    ? price.price
    : Math.ceil(
        (usage.prompt_tokens * price.textIn + usage.completion_tokens * price.textOut) / 1_000_000,
      );
}

function priceOf(prices: PriceList, model: string): ModelPrice | undefined {
  return prices.models.compatible?.[model];
}
