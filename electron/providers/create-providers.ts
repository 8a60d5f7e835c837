import { freeOfCharge } from '../contract/money.ts';
import type { ImageService } from '../images/image-service.ts';
import { createAnthropicProvider } from './anthropic/provider.ts';
import { createCloudProvider } from './cloud/provider.ts';
import { createCompatibleProvider } from './compatible/provider.ts';
import type { Fetch } from './guard-fetch.ts';
import { createOnDeviceProvider } from './on-device/provider.ts';
import { createOpenAiProvider } from './openai/provider.ts';
import type { AiProvider } from './provider.ts';
import { createStabilityProvider } from './stability/provider.ts';

/** How a company is reached. */
export interface Account {
  /** Null until the user has entered one: then nothing is ever sent. */
  readonly apiKey: string | null;
  /** Scheme, host and port: the company's own, or where a simulator stands in for it. */
  readonly origin: string;
  readonly simulated: boolean;
}

/** A server of the OpenAI dialect that the user named, and what it offered when it was asked. */
export interface CompatibleServer {
  /** With the version: `http://127.0.0.1:11434/v1`. */
  readonly baseUrl: string;
  readonly apiKey: string | null;
  readonly models: readonly string[];
  readonly simulated: boolean;
}

export interface ProvidersOptions {
  readonly fetch: Fetch;
  readonly images: Pick<ImageService, 'runModel'>;
  readonly now: () => number;
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly accounts: Readonly<Record<Company, Account>>;
  readonly compatible: CompatibleServer | null;
  /** Null: this build names no cloud. */
  readonly gateway: Gateway | null;
}

/** The managed gateway, as the signed-in account may use it now. */
export interface Gateway {
  readonly baseUrl: string;
  readonly accessToken: () => Promise<string | null>;
  /** Null: nobody is signed in, or it was not asked yet. Named `openai:…`. */
  readonly models: readonly string[] | null;
  /** Bytes of the largest form that it takes. */
  readonly largestRequest: number;
  readonly simulated: boolean;
}

export interface ComposedProvider {
  readonly provider: AiProvider;
  readonly configured: boolean;
  readonly simulated: boolean;
  readonly local: boolean;
}

/** Providers that are reached with a key of the user's, at a host that is configured. */
export const companies = ['openai', 'anthropic', 'stability'] as const;
export type Company = (typeof companies)[number];

/** Every provider as the user has set it up now; call it again when a key or a server changes. */
export function createProviders(options: ProvidersOptions): readonly ComposedProvider[] {
  const { fetch, images, now, sleep, accounts, compatible, gateway } = options;
  const { openai, anthropic, stability } = accounts;
  const remote = [
    connected(
      openai,
      // Never sent where there is none: the router leaves out what isn't configured.
      createOpenAiProvider({
        fetch,
        now,
        apiKey: openai.apiKey ?? 'none',
        baseUrl: `${openai.origin}/v1`,
      }),
    ),
    connected(
      anthropic,
      createAnthropicProvider({ fetch, now, apiKey: anthropic.apiKey, baseUrl: anthropic.origin }),
    ),
    connected(
      stability,
      createStabilityProvider({
        fetch,
        now,
        sleep,
        apiKey: stability.apiKey,
        baseUrl: stability.origin,
      }),
    ),
  ];
  return [
    { provider: createOnDeviceProvider(images), configured: true, simulated: false, local: true },
    ...remote,
    ...(gateway === null ? [] : [managed(gateway, remote, options)]),
    ...(compatible === null
      ? []
      : [
          {
            provider: createCompatibleProvider({ fetch, now, ...compatible }),
            configured: compatible.models.length > 0,
            simulated: compatible.simulated,
            local: false,
          },
        ]),
  ];
}

function connected({ apiKey, simulated }: Account, provider: AiProvider): ComposedProvider {
  return { provider, configured: apiKey !== null, simulated, local: false };
}

/** The companies' own models and formulas, reached by the gateway's keys and paid in credits. */
function managed(
  { baseUrl, accessToken, models, largestRequest, simulated }: Gateway,
  companies: readonly ComposedProvider[],
  { fetch, now, sleep }: ProvidersOptions,
): ComposedProvider {
  const offered = companies.flatMap(({ provider }) =>
    provider.capabilities.map((capability) => ({
      provider,
      capability,
      model: `${provider.id}:${capability.model}`,
    })),
  );
  const provider = createCloudProvider({
    fetch,
    now,
    sleep,
    baseUrl,
    accessToken,
    largestRequest,
    capabilities: offered
      .filter(({ model }) => models?.includes(model) ?? false)
      .map(({ capability, model }) => ({ ...capability, model })),
    estimate: (request, prices) => {
      const behind = offered.find(({ model }) => model === request.capability.model);
      return behind === undefined
        ? freeOfCharge
        : behind.provider.getCostEstimate({ ...request, capability: behind.capability }, prices);
    },
  });
  return { provider, configured: models !== null && models.length > 0, simulated, local: false };
}
