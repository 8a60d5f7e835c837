import { randomUUID } from 'node:crypto';
import {
  type CryptoKey,
  type JWK,
  type JWTPayload,
  SignJWT,
  exportJWK,
  generateKeyPair,
} from 'jose';

interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

/** The keys of an issuer that rotates them, and tokens signed by them. */
export interface SigningKeys {
  /** What the issuer publishes. */
  jwks(): { readonly keys: readonly JWK[] };
  /** Signs with the newest key; `iat`, `exp` and all else are the caller's. */
  sign(
    claims: JWTPayload,
    header?: { readonly typ?: string; readonly kid?: string },
  ): Promise<string>;
  /** A new key signs from now on. `keep`: tokens of the one before it stay good for a while. */
  rotate(old: 'keep' | 'drop'): Promise<void>;
}

export async function createSigningKeys(
  algorithm: 'RS256' | 'ES256' | 'EdDSA',
): Promise<SigningKeys> {
  async function makeKey(): Promise<SigningKey> {
    const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
    const kid = randomUUID();
    const publicJwk = { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' };
    return { kid, privateKey, publicJwk };
  }

  let newest = await makeKey();
  let published: readonly SigningKey[] = [newest];
  return {
    jwks: () => ({ keys: published.map(({ publicJwk }) => publicJwk) }),
    sign: (claims, header = {}) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: algorithm, kid: newest.kid, typ: 'JWT', ...header })
        .sign(newest.privateKey),
    async rotate(old) {
      newest = await makeKey();
      published = old === 'keep' ? [...published, newest] : [newest];
    },
  };
}
