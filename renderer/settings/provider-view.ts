import type { OperationId } from '../../electron/contract/operations.ts';
import {
  type Capability,
  type HealthStatus,
  type ProviderId,
  type ProviderInfo,
  providerIds,
} from '../../electron/contract/providers.ts';

export type Tone = 'good' | 'warning' | 'danger' | 'neutral';

/** What the light beside a provider's name says. */
export type HealthWord =
  | 'ok'
  | 'down'
  | 'bad-key'
  | 'no-credit'
  | 'forbidden'
  | 'unchecked'
  | 'no-key'
  | 'off';

const tones: Readonly<Record<HealthWord, Tone>> = {
  ok: 'good',
  down: 'warning',
  'bad-key': 'danger',
  'no-credit': 'danger',
  forbidden: 'danger',
  unchecked: 'neutral',
  'no-key': 'neutral',
  off: 'neutral',
};

/** In the product's own order; a provider that nobody can use here is not shown. */
export function providersToShow(providers: readonly ProviderInfo[]): readonly ProviderInfo[] {
  return providerIds.flatMap((id) => providers.filter((provider) => provider.id === id));
}

export function healthWord(
  { configured, health }: Pick<ProviderInfo, 'configured' | 'health'>,
  enabled: boolean,
): HealthWord {
  if (!enabled) return 'off';
  switch (health.status) {
    case 'ok':
    case 'down':
      return health.status;
    case 'account':
      return health.reason;
    case 'not-configured':
      // It has what it needs, and nobody has asked it yet.
      return configured ? 'unchecked' : 'no-key';
  }
}

export function healthTone(word: HealthWord): Tone {
  return tones[word];
}

/** What the test of a fresh key found out. A refused key is not kept; any other is. */
export type KeyVerdict = 'ok' | 'bad-key' | 'no-credit' | 'forbidden' | 'unverified';

export function keyVerdict(health: HealthStatus): KeyVerdict {
  switch (health.status) {
    case 'ok':
      return 'ok';
    case 'account':
      return health.reason;
    case 'down':
    case 'not-configured':
      return 'unverified';
  }
}

/** Each model once, in the order in which the provider names them. */
export function modelsOf({ capabilities }: Pick<ProviderInfo, 'capabilities'>): readonly string[] {
  return [...new Set(capabilities.map(({ model }) => model))];
}

/** Models that are a choice: those that can do the same as another one with the same options. */
export function choosableModels({
  capabilities,
}: Pick<ProviderInfo, 'capabilities'>): readonly string[] {
  const isRival = (one: Capability, other: Capability): boolean =>
    one.model !== other.model && one.operation === other.operation && canMeet(one.when, other.when);
  return modelsOf({ capabilities }).filter((model) =>
    capabilities.some(
      (one) => one.model === model && capabilities.some((other) => isRival(one, other)),
    ),
  );
}

/** Whether some options fit both conditions: 2× and 4× never meet. */
function canMeet(one: Capability['when'] = {}, other: Capability['when'] = {}): boolean {
  return Object.entries(one).every(([name, values]) => {
    const others = other[name];
    return others === undefined || values.some((value) => others.includes(value));
  });
}

export function operationsOf({
  capabilities,
}: Pick<ProviderInfo, 'capabilities'>): readonly OperationId[] {
  return [...new Set(capabilities.map(({ operation }) => operation))];
}

/** Providers whose work is done for a key of the user's own. */
export function takesKey(id: ProviderId): boolean {
  return id === 'openai' || id === 'anthropic' || id === 'stability' || id === 'compatible';
}
