import type { Provider, UserIdentity } from '@supabase/supabase-js';
import type { IdentityProviderInfo, LinkedIdentity, NextStep } from '../../contract/account.ts';
import { fail } from '../../contract/app-error.ts';
import { authData } from '../cloud-failure.ts';
import type { Identities } from '../identity/identities.ts';
import type { Accounts } from './accounts.ts';
import { type PendingLinks, newState } from './pending-links.ts';
import { callbackAddress } from './sign-in.ts';

/** The ways in of the active account: its password, and providers that it was linked with. */
export interface LinkedIdentities {
  /** Throws `cloud-unreachable`, `account-signed-out`. */
  list(): Promise<readonly LinkedIdentity[]>;
  /** Those of the cloud itself that are not linked yet; what the function `identity` exchanges can't be. */
  linkable(linked: readonly LinkedIdentity[]): readonly IdentityProviderInfo[];
  /** Opens the provider's page in the browser; the answer comes by a deep link. */
  link(provider: string): Promise<NextStep>;
  /** Throws `not-found`; `not-allowed` for the last one, without which nobody would get in. */
  unlink(id: string): Promise<void>;
}

export interface LinkedIdentitiesOptions {
  readonly accounts: Accounts;
  readonly identities: Pick<Identities, 'own'>;
  readonly links: PendingLinks;
  readonly openBrowser: (url: string) => Promise<void>;
  readonly pageReturnsTo: () => Promise<string>;
}

export function createLinkedIdentities(options: LinkedIdentitiesOptions): LinkedIdentities {
  const { accounts, identities, links } = options;
  const auth = () => accounts.current().session.auth;
  const read = async (): Promise<readonly UserIdentity[]> =>
    authData(await auth().getUserIdentities()).identities;

  return {
    list: async () => (await read()).map(asLinked),
    linkable: (linked) =>
      identities.own().filter(({ id }) => linked.every((one) => one.provider !== id)),
    link: async (provider) => {
      if (identities.own().every(({ id }) => id !== provider))
        throw fail('not-found', { params: { what: 'provider' } });
      const { account } = accounts.current();
      const state = newState();
      const { url } = authData(
        await auth().linkIdentity({
          provider: provider as Provider,
          options: {
            redirectTo: callbackAddress(state, await options.pageReturnsTo()),
            skipBrowserRedirect: true,
          },
        }),
      );
      links.expect({ state, purpose: 'link', account, provider, secrets: {} });
      await options.openBrowser(url);
      return { next: 'browser' };
    },
    unlink: async (id) => {
      const all = await read();
      const found = all.find((one) => one.identity_id === id);
      if (found === undefined) throw fail('not-found', { params: { what: 'identity' } });
      if (all.length < 2) throw fail('not-allowed');
      authData(await auth().unlinkIdentity(found));
    },
  };
}

function asLinked({
  identity_id,
  provider,
  identity_data,
  created_at,
}: UserIdentity): LinkedIdentity {
  const email: unknown = identity_data?.['email'];
  return {
    id: identity_id,
    provider,
    email: typeof email === 'string' ? email.slice(0, 320) : null,
    createdAt: created_at === undefined ? null : Date.parse(created_at),
  };
}
