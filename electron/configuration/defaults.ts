import { brand } from '../contract/brand.ts';
import { providerIds } from '../contract/providers.ts';
import { type Configuration, configurationSchema } from '../contract/remote-config.ts';
import { defaultPrices } from '../providers/default-prices.ts';

/** A company is reached at its own host and nowhere else, unless this machine says otherwise. */
function company(host: string): Configuration['providers']['openai'] {
  return { enabled: true, models: {}, host, allowedHosts: [host] };
}

const local = { enabled: true, models: {} };

/**
 * What the app was built with. A fork changes this file, the brand and the prices; everything here
 * can be overruled by a file, by what an admin publishes, and by the environment.
 */
export const defaultConfiguration: Configuration = configurationSchema.parse({
  policy: 'primary-first',
  fallbackOrder: [...providerIds],
  providers: {
    'on-device': local,
    openai: company('api.openai.com'),
    anthropic: company('api.anthropic.com'),
    stability: company('api.stability.ai'),
    compatible: local,
    cloud: local,
  },
  prices: defaultPrices,
  limits: { concurrency: 16, maxJobCost: null },
  plans: {
    free: {
      name: 'Free',
      monthlyCents: 0,
      yearlyCents: 0,
      monthlyCredits: 20,
      trialDays: 0,
      trialCredits: 0,
      limits: { devices: 2, requestsPerMinute: 10, batchImages: 1 },
      features: ['own-keys', 'on-device', 'sync', 'managed-models'],
    },
    pro: {
      name: 'Pro',
      monthlyCents: 1500,
      yearlyCents: 14_400,
      monthlyCredits: 1000,
      trialDays: 0,
      trialCredits: 0,
      limits: { devices: 5, requestsPerMinute: 60, batchImages: 500 },
      features: ['own-keys', 'on-device', 'sync', 'managed-models', 'batch-recipes'],
    },
    studio: {
      name: 'Studio',
      monthlyCents: 4500,
      yearlyCents: 43_200,
      monthlyCredits: 4000,
      trialDays: 7,
      trialCredits: 200,
      limits: { devices: 20, requestsPerMinute: 240, batchImages: 10_000 },
      features: ['own-keys', 'on-device', 'sync', 'managed-models', 'batch-recipes'],
    },
  },
  packs: {
    'credits-500': { cents: 800, credits: 500, validDays: 365, sold: true },
    'credits-2000': { cents: 2900, credits: 2000, validDays: 365, sold: true },
  },
  flags: {},
  alertThresholds: {
    errorRate: 0.05,
    slowMs: 60_000,
    dailySpend: 100_000_000,
    waitingJobs: 1000,
  },
  brand: { name: brand.name, accent: brand.accent, website: brand.website },
} satisfies Configuration);
