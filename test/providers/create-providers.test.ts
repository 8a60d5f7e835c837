import { describe, expect, it } from 'vitest';
import { defaultConfiguration } from '../../electron/configuration/defaults.ts';
import { capabilitySchema } from '../../electron/contract/providers.ts';
import { type Company, createProviders } from '../../electron/providers/create-providers.ts';
import { defaultPrices } from '../../electron/providers/default-prices.ts';

const account = (company: Company, apiKey: string | null) => ({
  apiKey,
  origin: `https://${defaultConfiguration.providers[company].host}`,
  simulated: false,
});

function compose(apiKey: string | null) {
  return createProviders({
    fetch: () => Promise.reject(new Error('nothing may be sent')),
    images: { runModel: () => Promise.reject(new Error('nothing may run')) },
    now: () => 0,
    sleep: () => Promise.resolve(),
    accounts: {
      openai: account('openai', apiKey),
      anthropic: account('anthropic', apiKey),
      stability: account('stability', apiKey),
    },
    compatible: null,
    gateway: null,
  });
}

describe('the providers', () => {
  it('are configured by a key, and the device always', () => {
    const configured = (key: string | null) =>
      compose(key)
        .filter(({ configured }) => configured)
        .map(({ provider }) => provider.id);
    expect(configured(null)).toEqual(['on-device']);
    expect(configured('sk-test')).toEqual(['on-device', 'openai', 'anthropic', 'stability']);
  });

  it('declare what they offer as valid data, each model with a price', () => {
    for (const { provider, local } of compose(null)) {
      for (const capability of provider.capabilities) {
        expect(capabilitySchema.parse(capability)).toEqual(capability);
        if (local) continue;
        expect(Object.keys(defaultPrices.models[provider.id] ?? {})).toContain(capability.model);
      }
    }
  });
});
