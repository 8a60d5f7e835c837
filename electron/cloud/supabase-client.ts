import {
  GoTrueClient,
  type SupabaseClient,
  type SupportedStorage,
  createClient,
} from '@supabase/supabase-js';
import { WebSocket } from 'ws';

/** Where the cloud is. The key is public: it names the project and opens nothing by itself. */
export interface CloudAddress {
  readonly url: string;
  readonly key: string;
}

/** The name under which auth-js keeps the session in its storage. */
export const sessionKey = 'session';

const answerTimeoutMs = 20_000;

/** Signs in and out, renews tokens; refreshes when it is asked for a token, never by a timer. */
export function createAuthClient(address: CloudAddress, storage: SupportedStorage): GoTrueClient {
  return new GoTrueClient({
    url: `${address.url}/auth/v1`,
    headers: { apikey: address.key },
    storage,
    storageKey: sessionKey,
    persistSession: true,
    autoRefreshToken: false,
    detectSessionInUrl: false,
    flowType: 'pkce',
    fetch: fetchInTime,
  });
}

/** Reads and writes as the owner of the tokens: without one a call fails, it is never anonymous. */
export function createDataClient(
  address: CloudAddress,
  accessToken: () => Promise<string>,
): SupabaseClient {
  return createClient(address.url, address.key, {
    accessToken,
    global: { fetch: fetchInTime },
    realtime: { transport: WebSocket as never },
  });
}

/** A network that swallows requests must not leave the window waiting. */
const fetchInTime: typeof fetch = (input, init = {}) =>
  fetch(input, { ...init, signal: init.signal ?? AbortSignal.timeout(answerTimeoutMs) });
