import {
  type RealtimeClientOptions,
  type SupabaseClient,
  createClient,
} from '@supabase/supabase-js';
import { WebSocket as WebSocketOfWs } from 'ws';
import { retryWaitMs } from './waits.ts';

export interface CloudClientParts {
  readonly url: string;
  readonly key: string;
  readonly fetch: typeof fetch;
  readonly random: () => number;
  /** What is sent with each request; rejects where it can't be told. */
  readonly accessToken: () => Promise<string | null>;
}

export interface CloudClient {
  readonly supabase: SupabaseClient;
  /** What the header Retry-After of the last answer asked for; 0: it had none. */
  retryAfterSeconds(): number;
}

/** A client without sign-in of its own: it asks for the token of the account each time. */
export function createCloudClient(parts: CloudClientParts): CloudClient {
  let retryAfterSeconds = 0;
  const supabase = createClient(parts.url, parts.key, {
    accessToken: parts.accessToken,
    global: {
      fetch: async (input, init) => {
        const answer = await parts.fetch(input, init);
        retryAfterSeconds = secondsOf(answer.headers.get('retry-after'));
        return answer;
      },
    },
    realtime: {
      ...(typeof globalThis.WebSocket === 'undefined' ? { transport: socketOfWs } : {}),
      // With jitter: a cloud that comes back is not met by everybody at once.
      reconnectAfterMs: (tries) =>
        Math.min(longestReconnectMs, retryWaitMs(Math.max(1, tries), parts.random(), 0)),
    },
  });
  return { supabase, retryAfterSeconds: () => retryAfterSeconds };
}

// `ws` has the methods of the standard that the library calls; its types say more than that.
const socketOfWs = WebSocketOfWs as unknown as NonNullable<RealtimeClientOptions['transport']>;

const longestReconnectMs = 30_000;

/** Dates are left aside: they would need clocks that agree. */
function secondsOf(header: string | null): number {
  const seconds = Number(header ?? 0);
  return Number.isFinite(seconds) ? Math.max(0, seconds) : 0;
}
