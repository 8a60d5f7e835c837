import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'npm:zod@4.6.7';
import { createAnthropicProvider } from '../../../electron/providers/anthropic/provider.ts';
import { createOpenAiProvider } from '../../../electron/providers/openai/provider.ts';
import type { AiProvider } from '../../../electron/providers/provider.ts';
import { createStabilityProvider } from '../../../electron/providers/stability/provider.ts';
import type { Company } from './offers.ts';
import type { ProviderKeys } from './provider-keys.ts';

const hosts: Readonly<Record<Company, string>> = {
  openai: 'https://api.openai.com',
  anthropic: 'https://api.anthropic.com',
  stability: 'https://api.stability.ai',
};
const originsSchema = z
  .object({ openai: z.url(), anthropic: z.url(), stability: z.url() })
  .partial();

interface ClientOptions {
  readonly keys: ProviderKeys;
  /** Sends a request once: see send-once. */
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => number;
  /** Other origins, as JSON: simulators in development. */
  readonly origins: string | undefined;
}

/** The app's own providers with the server's keys. */
export function createClients({
  keys,
  fetch,
  now,
  origins,
}: ClientOptions): (company: Company) => Promise<AiProvider> {
  const elsewhere = originsSchema.parse(JSON.parse(origins ?? '{}'));
  return async (company) => {
    const apiKey = await keys.keyOf(company);
    const origin = elsewhere[company] ?? hosts[company];
    switch (company) {
      case 'openai':
        return createOpenAiProvider({ fetch, now, apiKey, baseUrl: `${origin}/v1` });
      case 'anthropic':
        return createAnthropicProvider({ fetch, now, apiKey, baseUrl: origin });
      case 'stability':
        return createStabilityProvider({
          fetch,
          now,
          apiKey,
          baseUrl: origin,
          sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
        });
    }
  };
}
