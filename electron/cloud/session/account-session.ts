import {
  type GoTrueClient,
  type SupabaseClient,
  isAuthRetryableFetchError,
} from '@supabase/supabase-js';
import { fail } from '../../contract/app-error.ts';
import { authFailure } from '../cloud-failure.ts';
import {
  type CloudAddress,
  createAuthClient,
  createDataClient,
  sessionKey,
} from '../supabase-client.ts';
import type { AuthStorage } from './auth-storage.ts';
import { type SessionFacts, sessionFacts } from './session.ts';

/** One account's way to the cloud. Its tokens never leave it but towards the cloud. */
export interface AccountSession {
  readonly auth: GoTrueClient;
  /** The account's rows. Throws `account-signed-out`, `cloud-unreachable`. */
  data(): Promise<SupabaseClient>;
  /** Null: signed out, or the session has ended. Asks no network. */
  facts(): SessionFacts | null;
  /** A token that lives, renewed if need be; null: there is no session. Throws `cloud-unreachable`. */
  accessToken(): Promise<string | null>;
  /** Another token, although this one looks alive. */
  renew(): Promise<'renewed' | 'unreachable' | 'ended' | 'second-factor'>;
  /** Begins with a session that a sign-in brought, as auth-js writes it. */
  begin(stored: string): void;
  /** Forgets the tokens here, whatever the cloud thinks of them. */
  drop(): void;
}

interface AccountSessionOptions {
  readonly address: CloudAddress;
  readonly storage: AuthStorage;
  /** The session has begun, changed or ended. */
  readonly onChange: () => void;
}

export function createAccountSession(options: AccountSessionOptions): AccountSession {
  const { address, onChange } = options;
  const storage: AuthStorage = {
    ...options.storage,
    setItem: (key, value) => {
      options.storage.setItem(key, value);
      if (key === sessionKey) onChange();
    },
    removeItem: (key) => {
      const had = options.storage.getItem(key) !== null;
      options.storage.removeItem(key);
      if (had && key === sessionKey) onChange();
    },
  };
  const auth = createAuthClient(address, storage);
  const facts = (): SessionFacts | null => sessionFacts(storage.getItem(sessionKey));
  const accessToken = async (): Promise<string | null> => {
    const { data, error } = await auth.getSession();
    if (data.session !== null) return data.session.access_token;
    if (error !== null && isAuthRetryableFetchError(error)) throw authFailure(error);
    return null;
  };
  const requireToken = async (): Promise<string> => {
    const token = await accessToken();
    if (token === null) throw fail('account-signed-out');
    return token;
  };
  let client: SupabaseClient | null = null;
  return {
    auth,
    data: async () => {
      // First, because what a client's own question for the token throws ends up as a network error.
      await requireToken();
      return (client ??= createDataClient(address, requireToken));
    },
    facts,
    accessToken,
    renew: async () => {
      const { error } = await auth.refreshSession();
      if (error === null) return facts()?.secondFactorDue === true ? 'second-factor' : 'renewed';
      return mayHeal(error) ? 'unreachable' : 'ended';
    },
    begin: (stored) => storage.setItem(sessionKey, stored),
    drop: () => storage.removeItem(sessionKey),
  };
}

function mayHeal(error: { readonly status?: number | undefined }): boolean {
  const status = error.status ?? 0;
  return isAuthRetryableFetchError(error) || status === 429 || status >= 500;
}
