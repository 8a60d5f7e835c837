import { fail } from '../contract/app-error.ts';
import {
  type HealthStatus,
  type ProviderId,
  type ProviderInfo,
  providerIds,
} from '../contract/providers.ts';
import type { Configuration } from '../contract/remote-config.ts';
import { discoverModels } from './compatible/provider.ts';
import {
  type Account,
  type CompatibleServer,
  type ComposedProvider,
  type Gateway,
  type ProvidersOptions,
  type Company,
  companies,
  createProviders,
} from './create-providers.ts';
import { withModelRules } from './model-rules.ts';
import type { Simulators } from './simulators.ts';

/** Where keys are kept; `electron/platform/key-vault.ts` is one. */
export interface Keys {
  get(provider: ProviderId): string | null;
  set(provider: ProviderId, key: string): void;
  remove(provider: ProviderId): void;
}

export interface ProviderHubOptions extends Omit<
  ProvidersOptions,
  'accounts' | 'compatible' | 'gateway'
> {
  readonly keys: Keys;
  readonly simulators: Simulators | null;
  /** Asked for hosts and models; call `reconfigure` when it changes. */
  readonly configuration: () => Configuration;
  /** The address of the user's own server, with the version; null where there is none. */
  readonly compatibleUrl: () => string | null;
  /** The managed gateway for whoever is signed in now; call `reconfigure` when that changes. */
  readonly gateway: () => Gateway | null;
  readonly timeoutMs: number;
  /** Something of what `infos` says has changed. */
  readonly onChange: () => void;
}

/** The providers as the user has set them up, and what is known of their health. */
export interface ProviderHub {
  connected(): readonly ComposedProvider[];
  infos(): readonly ProviderInfo[];
  /** Tests a key by a free call and keeps it unless it was refused. Throws `invalid-request`. */
  setKey(provider: ProviderId, key: string): Promise<HealthStatus>;
  removeKey(provider: ProviderId): void;
  /** One free call. */
  check(provider: ProviderId): Promise<HealthStatus>;
  checkAll(): Promise<void>;
  /** The configuration has changed. */
  reconfigure(): void;
  /** Asks the user's own server which models it has; call it when its address changes. */
  discover(): Promise<void>;
}

const takesKey = (id: ProviderId): id is Company | 'compatible' =>
  id === 'compatible' || companies.some((company) => company === id);

export function createProviderHub(options: ProviderHubOptions): ProviderHub {
  const { keys, simulators, timeoutMs, onChange } = options;
  const health = new Map<ProviderId, HealthStatus>();
  let models: readonly string[] = [];
  let providers = compose();

  function account(company: Company, key = keys.get(company)): Account {
    if (key === null && simulators !== null) {
      return {
        apiKey: 'sk-simulated',
        origin: new URL(simulators[company].url).origin,
        simulated: true,
      };
    }
    const { host } = options.configuration().providers[company];
    return { apiKey: key, origin: `https://${host}`, simulated: false };
  }

  function server(key = keys.get('compatible')): CompatibleServer | null {
    const baseUrl = options.compatibleUrl();
    if (baseUrl !== null) return { baseUrl, apiKey: key, models, simulated: false };
    if (simulators === null) return null;
    return { baseUrl: `${simulators.compatible.url}/v1`, apiKey: null, models, simulated: true };
  }

  /** With `trial`, as if the user had already entered that key. */
  function compose(trial?: {
    readonly provider: ProviderId;
    readonly key: string;
  }): readonly ComposedProvider[] {
    const keyOf = (id: ProviderId): string | null =>
      trial?.provider === id ? trial.key : keys.get(id);
    const composed = createProviders({
      ...options,
      accounts: {
        openai: account('openai', keyOf('openai')),
        anthropic: account('anthropic', keyOf('anthropic')),
        stability: account('stability', keyOf('stability')),
      },
      compatible: server(keyOf('compatible')),
      gateway: options.gateway(),
    });
    return withModelRules(composed, options.configuration());
  }

  async function ask(composed: readonly ComposedProvider[], id: ProviderId): Promise<HealthStatus> {
    const found = composed.find(({ provider }) => provider.id === id);
    if (found === undefined || !(found.configured || id === 'compatible')) return notConfigured;
    try {
      return await found.provider.getHealth(AbortSignal.timeout(timeoutMs));
    } catch (cause) {
      return { status: 'down', reason: cause instanceof Error ? cause.name : 'unreachable' };
    }
  }

  function refresh(): void {
    providers = compose();
    onChange();
  }

  async function check(id: ProviderId): Promise<HealthStatus> {
    const status = await ask(providers, id);
    const before = health.get(id);
    health.set(id, status);
    if (before?.status !== status.status) onChange();
    return status;
  }

  return {
    connected: () => providers,
    infos: () =>
      providerIds.flatMap((id): ProviderInfo[] => {
        const found = providers.find(({ provider }) => provider.id === id);
        if (found === undefined && !takesKey(id)) return [];
        return [
          {
            id,
            configured: found?.configured ?? false,
            simulated: found?.simulated ?? false,
            keyHint: keys.get(id)?.slice(-4) ?? null,
            health: health.get(id) ?? notConfigured,
            capabilities: [...(found?.provider.capabilities ?? [])],
          },
        ];
      }),
    setKey: async (provider, key) => {
      if (!takesKey(provider)) throw fail('invalid-request', { params: { provider } });
      const status = await ask(compose({ provider, key }), provider);
      if (status.status === 'account' && status.reason === 'bad-key') return status;
      keys.set(provider, key);
      health.set(provider, status);
      refresh();
      return status;
    },
    reconfigure: refresh,
    removeKey: (provider) => {
      keys.remove(provider);
      health.delete(provider);
      refresh();
    },
    check,
    checkAll: async () => {
      const rules = options.configuration().providers;
      const asked = providers.filter(({ provider }) => rules[provider.id].enabled);
      await Promise.all(asked.map(({ provider }) => check(provider.id)));
    },
    discover: async () => {
      const found = server();
      models =
        found === null
          ? []
          : await discoverModels(
              { ...found, fetch: options.fetch },
              AbortSignal.timeout(timeoutMs),
            ).catch(() => []);
      refresh();
    },
  };
}

const notConfigured: HealthStatus = { status: 'not-configured' };
