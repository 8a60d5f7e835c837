import { type AccountId, localScope } from '../contract/account.ts';
import { type GatewayOffer, gatewayOfferSchema } from '../contract/gateway.ts';
import type { Gateway } from '../providers/create-providers.ts';
import type { Accounts } from './session/accounts.ts';

export interface GatewayAccess {
  /** The managed gateway for the account that is shown; without models while nobody is signed in. */
  current(): Gateway;
  /** The account that is shown, or the network, may be another. */
  follow(): void;
}

interface GatewayAccessOptions {
  /** Of the cloud. */
  readonly url: string;
  readonly accounts: Pick<Accounts, 'active' | 'mayWork' | 'open'>;
  readonly fetch: typeof globalThis.fetch;
  /** Its providers are others now. */
  readonly onChange: () => void;
}

const timeoutMs = 10_000;

/** Lets the app's providers reach the managed gateway with the shown account's session. */
export function createGatewayAccess(options: GatewayAccessOptions): GatewayAccess {
  const { accounts, fetch, onChange } = options;
  const baseUrl = options.url.replace(/\/$/, '');
  const known = new Map<AccountId, GatewayOffer>();
  let told: GatewayOffer | null = null;

  function account(): AccountId | null {
    const scope = accounts.active();
    return scope === localScope || !accounts.mayWork(scope) ? null : scope;
  }

  async function accessToken(id: AccountId | null = account()): Promise<string | null> {
    return id === null ? null : ((await accounts.open(id)?.session.accessToken()) ?? null);
  }

  function offer(): GatewayOffer | null {
    const id = account();
    return id === null ? null : (known.get(id) ?? null);
  }

  function tell(): void {
    if (offer() === told) return;
    told = offer();
    onChange();
  }

  async function ask(id: AccountId): Promise<void> {
    const token = await accessToken(id);
    if (token === null) return;
    const response = await fetch(`${baseUrl}/functions/v1/ai/offer`, {
      headers: { authorization: `Bearer ${token}` },
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) return;
    const heard = gatewayOfferSchema.parse(await response.json());
    if (JSON.stringify(known.get(id)) === JSON.stringify(heard)) return;
    known.set(id, heard);
    tell();
  }

  return {
    current: () => ({
      baseUrl,
      accessToken: () => accessToken(),
      models: offer()?.models ?? null,
      largestRequest: offer()?.largestRequest ?? 0,
      simulated: offer()?.simulated ?? false,
    }),
    follow: () => {
      const id = account();
      tell();
      // Offline, or not deployed: the next time asks again, what was known holds.
      if (id !== null) ask(id).catch(() => undefined);
    },
  };
}
