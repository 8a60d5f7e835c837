import { z } from 'zod';
import type { CloudAddress } from './supabase-client.ts';

const addressSchema = z
  .object({ url: z.url({ protocol: /^https?$/ }), key: z.string().min(1).max(4000) })
  .transform(({ url, key }) => ({ url: url.replace(/\/+$/, ''), key }));

/** Where the cloud is: as the environment says, else as the brand does; null: there is none. */
export function cloudAddress(
  environment: Readonly<Record<string, string | undefined>>,
  branded: CloudAddress | null,
): CloudAddress | null {
  const named = {
    url: environment['EMULSION_CLOUD_URL'],
    key: environment['EMULSION_CLOUD_KEY'],
  };
  return addressSchema.safeParse(named.url === undefined ? branded : named).data ?? null;
}
