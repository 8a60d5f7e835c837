import { z } from 'zod';
import type { IdentityProviderInfo, NextStep } from '../../contract/account.ts';
import { type AppErrorKind, fail } from '../../contract/app-error.ts';
import type { AuthCallback } from '../../platform/deep-links.ts';
import { type PendingLink, type PendingLinks, newState } from '../session/pending-links.ts';
import type { SignIn } from '../session/sign-in.ts';
import { deepLink } from '../callback-link.ts';
import type { CloudAddress } from '../supabase-client.ts';
import { companyTokenSettingsSchema, createCompanyTokenProvider } from './company-token.ts';
import { createFirebaseProvider, firebaseSettingsSchema } from './firebase.ts';
import type { IdentityProof, IdentityProvider } from './identity-provider.ts';
import { createOidcProvider, oidcSettingsSchema } from './oidc.ts';
import { readOwnProviders } from './own-providers.ts';

/** The ways to sign in besides a password of ours. */
export interface Identities {
  /** As the cloud told them last. */
  infos(): readonly IdentityProviderInfo[];
  /** Those that Supabase Auth itself speaks to. */
  own(): readonly IdentityProviderInfo[];
  /** False: the cloud has not told them yet. */
  isLoaded(): boolean;
  /** Asks the cloud for them. Throws `cloud-unreachable`. */
  load(): Promise<void>;
  signInWith(request: SignInWithRequest): Promise<NextStep>;
  /** Ends what the browser began. */
  finish(link: PendingLink, callback: AuthCallback): Promise<NextStep>;
}

export interface SignInWithRequest {
  readonly provider: string;
  readonly credentials?: { readonly email: string; readonly password: string } | undefined;
}

export interface IdentitiesOptions {
  readonly address: CloudAddress;
  readonly signIn: SignIn;
  readonly links: PendingLinks;
  readonly openBrowser: (url: string) => Promise<void>;
}

const settingsSchema = z.discriminatedUnion('kind', [
  oidcSettingsSchema,
  firebaseSettingsSchema,
  companyTokenSettingsSchema,
]);
const listSchema = z.object({ providers: z.array(z.unknown()).max(50) });
const handedOutSchema = z.object({
  token_hash: z.string().min(1),
  type: z.enum(['magiclink', 'email', 'signup']),
});
const refusalSchema = z.object({ code: z.string() });

const kindOfRefusal: Readonly<Record<string, AppErrorKind>> = {
  email_taken: 'account-exists',
  rate_limited: 'account-too-often',
  unavailable: 'cloud-unreachable',
};

const timeoutMs = 20_000;

export function createIdentities(options: IdentitiesOptions): Identities {
  const { address, signIn, links, openBrowser } = options;
  let own: readonly IdentityProviderInfo[] = [];
  let foreign: readonly IdentityProvider[] = [];
  let isLoaded = false;
  let loading: Promise<void> | null = null;

  async function ask(path: string, body?: object): Promise<Response> {
    try {
      return await fetch(`${address.url}/${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { apikey: address.key, 'content-type': 'application/json' },
        signal: AbortSignal.timeout(timeoutMs),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (cause) {
      throw fail('cloud-unreachable', { cause });
    }
  }

  /** Whoever asks while it is asked gets the same answer. */
  async function load(): Promise<void> {
    loading ??= askForProviders().finally(() => {
      loading = null;
    });
    return loading;
  }

  async function askForProviders(): Promise<void> {
    const [settings, list] = await Promise.all([
      ask('auth/v1/settings'),
      ask('functions/v1/identity/providers'),
    ]);
    const { providers } = listSchema.catch({ providers: [] }).parse(await jsonOf(list));
    foreign = providers.flatMap((provider) => {
      const known = settingsSchema.safeParse(provider);
      return known.success ? [createProvider(known.data)] : [];
    });
    own = readOwnProviders(await jsonOf(settings)).filter(({ id }) => find(id) === null);
    // A cloud without the function will not have it a moment later.
    isLoaded = settings.ok && list.status < 500;
  }

  function find(id: string): IdentityProvider | null {
    return foreign.find(({ info }) => info.id === id) ?? null;
  }

  /** Trades the proof for a session of ours, so that all accounts are alike from here on. */
  async function exchange(provider: string, proof: IdentityProof): Promise<NextStep> {
    const answer = await ask('functions/v1/identity/exchange', { provider, ...proof });
    const body = await jsonOf(answer);
    const handedOut = handedOutSchema.safeParse(body);
    if (answer.ok && handedOut.success) return signIn.withTokenHash(handedOut.data);
    const { code } = refusalSchema.catch({ code: `status ${answer.status}` }).parse(body);
    throw fail(kindOfRefusal[code] ?? 'account-provider-failed', {
      params: { provider: find(provider)?.info.name ?? provider },
      cause: code.slice(0, 60),
    });
  }

  return {
    infos: () => [...foreign.map(({ info }) => info), ...own],
    own: () => own,
    isLoaded: () => isLoaded,
    load,
    signInWith: async ({ provider: id, credentials }) => {
      const provider = find(id);
      if (provider === null) {
        if (own.every((info) => info.id !== id)) {
          throw fail('not-found', { params: { what: 'provider' } });
        }
        await openBrowser(await signIn.providerPage(id));
        return { next: 'browser' };
      }
      if (isPasswordProvider(provider)) {
        if (credentials === undefined) throw fail('invalid-request');
        return exchange(id, await provider.signIn(credentials));
      }
      const state = newState();
      const { url, secrets } = await provider.begin(state);
      links.expect({ state, purpose: 'identity', provider: id, secrets: { ...secrets } });
      await openBrowser(url);
      return { next: 'browser' };
    },
    finish: async (link, callback) => {
      const id = link.provider ?? '';
      // The app may have been started by the link.
      if (find(id) === null) await load();
      const provider = find(id);
      if (provider === null || isPasswordProvider(provider)) throw fail('account-provider-failed');
      return exchange(id, await provider.finish(callback, link.secrets));
    },
  };
}

function createProvider(settings: z.infer<typeof settingsSchema>): IdentityProvider {
  switch (settings.kind) {
    case 'oidc':
      return createOidcProvider({ settings, redirect: deepLink, fetch });
    case 'firebase':
      return createFirebaseProvider({ settings, fetch });
    case 'jwt':
      return createCompanyTokenProvider({ settings, redirect: deepLink });
  }
}

function isPasswordProvider(
  provider: IdentityProvider,
): provider is Extract<IdentityProvider, { signIn: unknown }> {
  return 'signIn' in provider;
}

async function jsonOf(answer: Response): Promise<unknown> {
  return answer.json().catch(() => null);
}
