import { z } from 'npm:zod@4.6.7';
import { defaultConfiguration } from '../../../electron/configuration/defaults.ts';
import { overlay } from '../../../electron/configuration/overlay.ts';
import { readDocument } from '../../../electron/configuration/read-document.ts';
import type { Configuration } from '../../../electron/contract/remote-config.ts';
import type { Sql } from './database.ts';

const keptMs = 60_000;
const servedSchema = z.object({ document: z.unknown() }).nullable();

/** The configuration in force: what is published for production, over the built-in defaults. */
export function createConfiguration(sql: Sql, now: () => number): () => Promise<Configuration> {
  let known: { readonly at: number; readonly configuration: Configuration } | null = null;
  return async () => {
    if (known !== null && now() - known.at < keptMs) return known.configuration;
    const [row] = await sql<{ served: unknown }[]>`
      select private.current_config('production', 'functions') as served`;
    const served = servedSchema.parse(row?.served ?? null);
    const reading = served === null ? null : readDocument(served.document);
    // A document that this version can't read changes nothing here.
    const layers = reading?.ok === true ? [reading.layer] : [];
    const configuration = overlay(defaultConfiguration, layers);
    known = { at: now(), configuration };
    return configuration;
  };
}
