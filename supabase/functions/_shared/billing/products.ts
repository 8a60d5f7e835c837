import { z } from 'npm:zod@4.6.7';
import {
  BillingFailure,
  type BillingInterval,
  type Offer,
  type PaidPlan,
} from './billing-provider.ts';

/** The provider's own ids of what this project sells. */
export interface Products {
  /** Throws `not-supported` where the offer is not sold. */
  idOf(offer: Offer): string;
  /** Null for a product of somebody else's. */
  offerOf(productId: string): Offer | null;
  /** The names of the packs that are sold. */
  readonly packs: readonly string[];
  /** Throws `not-supported` where the pack is not sold. */
  idOfPack(pack: string): string;
  packOf(productId: string): string | null;
}

const idsSchema = z.object({ month: z.string().min(1), year: z.string().min(1) }).partial();
const productsSchema = z
  .object({ pro: idsSchema, studio: idsSchema, packs: z.record(z.string(), z.string().min(1)) })
  .partial();

/**
 * From configuration: `{"pro": {"month": "…", "year": "…"}, "studio": {…}, "packs": {"credits-500":
 * "…"}}`.
 */
export function readProducts(json: string): Products {
  const { packs = {}, ...parsed } = productsSchema.parse(JSON.parse(json));
  const all = (Object.entries(parsed) as [PaidPlan, z.infer<typeof idsSchema>][]).flatMap(
    ([plan, ids]) =>
      (Object.entries(ids) as [BillingInterval, string][]).map(([interval, id]) => ({
        id,
        offer: { plan, interval },
      })),
  );
  return {
    idOf: ({ plan, interval }) => {
      const id = parsed[plan]?.[interval];
      if (id === undefined) throw new BillingFailure('not-supported');
      return id;
    },
    offerOf: (productId) => all.find(({ id }) => id === productId)?.offer ?? null,
    packs: Object.keys(packs),
    idOfPack: (pack) => {
      const id = packs[pack];
      if (id === undefined) throw new BillingFailure('not-supported');
      return id;
    },
    packOf: (productId) => Object.keys(packs).find((pack) => packs[pack] === productId) ?? null,
  };
}
