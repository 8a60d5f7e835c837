import { z } from 'zod';
import { microUsdSchema } from './money.ts';
import { providerIdSchema } from './providers.ts';

const perMillionTokens = microUsdSchema.nonnegative();

/** Price of one model. All sums in millionths of a dollar. */
export const modelPriceSchema = z.discriminatedUnion('unit', [
  z
    .object({
      unit: z.literal('token'),
      textIn: perMillionTokens,
      textOut: perMillionTokens,
      imageIn: perMillionTokens.optional(),
      imageOut: perMillionTokens.optional(),
      /** Output tokens of a 1024×1024 image by quality; other sizes scale with their area. */
      imageTokens: z.record(z.string(), z.int().positive()).optional(),
    })
    .readonly(),
  z.object({ unit: z.literal('call'), price: microUsdSchema.nonnegative() }).readonly(),
]);
export type ModelPrice = z.infer<typeof modelPriceSchema>;

/** Prices are configuration, never constants in code: provider → model → price. */
export const priceListSchema = z
  .object({
    version: z.string().max(40),
    models: z.partialRecord(providerIdSchema, z.record(z.string(), modelPriceSchema)).readonly(),
  })
  .readonly();
export type PriceList = z.infer<typeof priceListSchema>;
