import { type Simulator, createSimulator } from './http-simulator.ts';
import { jsonReply } from './send-reply.ts';
import { type SigningKeys, createSigningKeys } from './signing-keys.ts';

export interface JwtIssuer {
  readonly http: Simulator;
  readonly keys: SigningKeys;
  readonly jwksUrl: string;
}

/** A company's own issuer: keys at an address, and tokens that its page would hand over. */
export async function startJwtIssuer(algorithm: 'RS256' | 'ES256' | 'EdDSA'): Promise<JwtIssuer> {
  const keys = await createSigningKeys(algorithm);
  const http = await createSimulator({
    name: 'jwt-issuer',
    routes: () => [
      { method: 'GET', path: '/keys', handle: () => jsonReply(200, keys.jwks()) },
      // A way to the keys that leads elsewhere first: nobody careful takes it.
      {
        method: 'GET',
        path: '/moved-keys',
        handle: () => ({ ...jsonReply(302, {}), headers: { location: '/keys' } }),
      },
    ],
    checkContract: () => undefined,
    faults: { 'server-error-503': () => jsonReply(503, {}) },
    contentFaults: [],
  })();
  return { http, keys, jwksUrl: `${http.url}/keys` };
}
