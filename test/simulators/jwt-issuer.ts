import { type Simulator, createSimulator } from './http-simulator.ts';
import { jsonReply } from './send-reply.ts';
import type { SimulatedRequest } from './simulated-request.ts';
import { type SigningKeys, createSigningKeys } from './signing-keys.ts';

export interface JwtIssuer {
  readonly http: Simulator;
  readonly keys: SigningKeys;
  readonly jwksUrl: string;
}

/** Issuers by the path of each, with what their discovery says: one is honest. */
const discoveries: readonly (readonly [
  path: string,
  describe: (origin: string, issuer: string) => object,
])[] = [
  ['/honest', (origin, issuer) => ({ issuer, jwks_uri: `${origin}/keys` })],
  ['/impostor', (origin) => ({ issuer: 'https://bank.example', jwks_uri: `${origin}/keys` })],
  ['/careless', (_origin, issuer) => ({ issuer, jwks_uri: 'http://192.0.2.1/keys' })],
  [
    '/endless',
    (origin, issuer) => ({ issuer, jwks_uri: `${origin}/keys`, padding: 'x'.repeat(300_000) }),
  ],
  ['/vague', (_origin, issuer) => ({ issuer })],
];

/** A company's own issuer: keys at an address, and tokens that its page would hand over. */
export async function startJwtIssuer(algorithm: 'RS256' | 'ES256' | 'EdDSA'): Promise<JwtIssuer> {
  const keys = await createSigningKeys(algorithm);
  const http = await createSimulator({
    name: 'jwt-issuer',
    routes: () => [
      { method: 'GET', path: '/keys', handle: () => jsonReply(200, keys.jwks()) },
      ...discoveries.map(([path, describe]) => ({
        method: 'GET' as const,
        path: `${path}/.well-known/openid-configuration`,
        handle: ({ headers }: SimulatedRequest) => {
          const origin = `http://${headers.host ?? ''}`;
          return jsonReply(200, describe(origin, `${origin}${path}`));
        },
      })),
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
