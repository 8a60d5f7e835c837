import { z } from 'npm:zod@4.6.7';

interface DatabaseOptions {
  readonly url: string;
  readonly publishableKey: string;
  readonly serviceKey: string;
  readonly fetch: typeof fetch;
}

/** In whose name the database is asked: its policies decide what that name may. */
type Caller =
  | { readonly as: 'anybody' }
  | { readonly as: 'service' }
  /** The header that they sent, unread: the database's own API verifies it. */
  | { readonly as: 'user'; readonly authorization: string };

export type Answer =
  | { readonly ok: true; readonly data: unknown }
  /** `reason`: the database's word for it, `revision_conflict`, `no_version`, … */
  | { readonly ok: false; readonly status: number; readonly reason: string };

export interface Database {
  /** Calls an SQL function. Never rejects: what can't be reached is a 503. */
  call(name: string, input: object, caller: Caller): Promise<Answer>;
}

const patienceMs = 10_000;

const refusalSchema = z.object({
  code: z.string().nullish(),
  details: z.string().nullish(),
});

export function createDatabase({ url, fetch, ...keys }: DatabaseOptions): Database {
  function headersOf(caller: Caller): Record<string, string> {
    switch (caller.as) {
      case 'anybody':
        return { apikey: keys.publishableKey };
      case 'service':
        return { apikey: keys.serviceKey, authorization: `Bearer ${keys.serviceKey}` };
      case 'user':
        return { apikey: keys.publishableKey, authorization: caller.authorization };
    }
  }

  return {
    async call(name, input, caller) {
      try {
        const response = await fetch(`${url}/rest/v1/rpc/${name}`, {
          method: 'POST',
          headers: { ...headersOf(caller), 'content-type': 'application/json' },
          body: JSON.stringify(input),
          signal: AbortSignal.timeout(patienceMs),
        });
        const text = await response.text();
        const data: unknown = text === '' ? null : JSON.parse(text);
        if (response.ok) return { ok: true, data };
        const refusal = refusalSchema.safeParse(data);
        const reason = refusal.data?.details ?? refusal.data?.code ?? 'refused';
        return { ok: false, status: response.status, reason };
      } catch (error) {
        console.error(name, error);
        return { ok: false, status: 503, reason: 'unavailable' };
      }
    },
  };
}
