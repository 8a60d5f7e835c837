import { type JWTPayload, SignJWT, createLocalJWKSet, importJWK, jwtVerify } from 'jose';
import type { Secrets } from './secrets.ts';

export interface Tokens {
  /** The public keys, as /auth/v1/.well-known/jwks.json gives them. */
  readonly jwks: { readonly keys: readonly Readonly<Record<string, unknown>>[] };
  /** Signs with ES256; `iat` and `exp` are the caller's. */
  sign(claims: JWTPayload): Promise<string>;
  /**
   * The claims of a token of ours: a user's or an API key.
   * @throws jose's errors if it is expired, forged, or signed with anything but our ES256 key
   */
  verify(token: string): Promise<JWTPayload>;
}

export async function createTokens({ signingKey }: Secrets): Promise<Tokens> {
  const { d: _private, ...publicKey } = signingKey;
  const jwks = { keys: [{ ...publicKey, use: 'sig', key_ops: ['verify'], ext: true }] };
  const privateKey = await importJWK(signingKey, 'ES256');
  const keySet = createLocalJWKSet(jwks);
  return {
    jwks,
    sign: (claims) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', kid: signingKey.kid, typ: 'JWT' })
        .sign(privateKey),
    async verify(token) {
      const { payload } = await jwtVerify(token, keySet, { algorithms: ['ES256'] });
      return payload;
    },
  };
}
