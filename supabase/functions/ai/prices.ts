import { z } from 'npm:zod@4.6.7';
import { defaultConfiguration } from '../../../electron/configuration/defaults.ts';
import { overlay } from '../../../electron/configuration/overlay.ts';
import { readDocument } from '../../../electron/configuration/read-document.ts';
import type { PriceList } from '../../../electron/contract/price-list.ts';
import type { Sql } from '../_shared/database.ts';

const keptMs = 60_000;
const servedSchema = z.object({ document: z.unknown() }).nullable();

/** The prices in force: the published configuration's over the built-in ones. */
export function createPrices(sql: Sql, now: () => number): () => Promise<PriceList> {
  let known: { readonly at: number; readonly prices: PriceList } | null = null;
  return async () => {
    if (known !== null && now() - known.at < keptMs) return known.prices;
    const [row] = await sql<{ served: unknown }[]>`
      select private.current_config('production', 'gateway') as served`;
    const served = servedSchema.parse(row?.served ?? null);
    const reading = served === null ? null : readDocument(served.document);
    // A document that this version can't read changes nothing here.
    const layers = reading?.ok === true ? [reading.layer] : [];
    const { prices } = overlay(defaultConfiguration, layers);
    known = { at: now(), prices };
    return prices;
  };
}
