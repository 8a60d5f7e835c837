import { type JWTVerifyGetKey, createRemoteJWKSet, customFetch } from 'npm:jose@6.2.17';
import { z } from 'npm:zod@4.6.7';
import type { Provider } from './providers.ts';

/** Finds the key of a token's header. Addresses come from the configuration, never from a token. */
export type KeysOf = (provider: Provider) => Promise<JWTVerifyGetKey>;

const patienceMs = 5000;
const largestAnswerBytes = 262_144;
/** A key that nobody knows makes us ask again, but not for each token that names one. */
const cooldownMs = 5000;
const keysLifeMs = 600_000;
const discoveryLifeMs = 3_600_000;

const discoverySchema = z.object({ issuer: z.string(), jwks_uri: z.url() });

/** As `fetch`, but for small answers of the very host that was asked. */
function createCarefulFetch(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const answer = await fetch(input, { ...init, redirect: 'error' });
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    let bytes = 0;
    for await (const chunk of answer.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > largestAnswerBytes) throw new Error('The issuer answered too much.');
      chunks.push(new Uint8Array(chunk));
    }
    return new Response(new Blob(chunks), { status: answer.status, headers: answer.headers });
  };
}

interface Known {
  readonly url: string;
  readonly readAt: number;
  readonly keys: JWTVerifyGetKey;
}

/** Keys of issuers, kept for ten minutes and asked for again when they rotate. */
export function createKeys(options: {
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => Date;
}): KeysOf {
  const fetch = createCarefulFetch(options.fetch);
  const known = new Map<string, Known>();

  function remember(id: string, url: string): JWTVerifyGetKey {
    const before = known.get(id);
    const keys =
      before?.url === url
        ? before.keys
        : createRemoteJWKSet(new URL(url), {
            timeoutDuration: patienceMs,
            cooldownDuration: cooldownMs,
            cacheMaxAge: keysLifeMs,
            [customFetch]: fetch,
          });
    known.set(id, { url, readAt: options.now().getTime(), keys });
    return keys;
  }

  /** OpenID Connect Discovery 1.0, section 4: the issuer must name itself. */
  async function discover(issuer: string): Promise<string> {
    const answer = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(patienceMs),
    });
    if (!answer.ok) throw new Error(`The issuer answered ${answer.status}.`);
    const found = discoverySchema.parse(await answer.json());
    if (found.issuer !== issuer) throw new Error('The issuer calls itself something else.');
    const keysUrl = new URL(found.jwks_uri);
    if (keysUrl.protocol !== 'https:' && keysUrl.origin !== new URL(issuer).origin) {
      throw new Error('The issuer keeps its keys in an unsafe place.');
    }
    return found.jwks_uri;
  }

  return async (provider) => {
    switch (provider.kind) {
      case 'firebase':
        return remember(provider.id, provider.keys_url);
      case 'jwt':
        return remember(provider.id, provider.jwks_url);
      case 'oidc': {
        const before = known.get(provider.id);
        if (before && options.now().getTime() - before.readAt < discoveryLifeMs) return before.keys;
        try {
          return remember(provider.id, await discover(provider.issuer));
        } catch (error) {
          // Where it was an hour ago is better than nowhere.
          if (before) return before.keys;
          throw error;
        }
      }
    }
  };
}
