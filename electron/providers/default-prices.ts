import { type PriceList, priceListSchema } from '../contract/price-list.ts';
import anthropic from './anthropic/prices.json' with { type: 'json' };
import openai from './openai/prices.json' with { type: 'json' };
import stability from './stability/prices.json' with { type: 'json' };

/** The prices that the app was built with, until a configuration brings newer ones. */
export const defaultPrices: PriceList = priceListSchema.parse({
  version: '2026-11',
  models: { openai, anthropic, stability },
});
