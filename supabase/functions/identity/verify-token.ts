import { type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'npm:jose@6.2.17';
import { z } from 'npm:zod@4.6.7';
import { isTokenFault } from '../_shared/caller.ts';
import { FunctionError } from '../_shared/function-error.ts';
import type { KeysOf } from './keys.ts';
import type { ClaimNames, Provider } from './providers.ts';

/** Who somebody is, proven by an issuer. */
export interface Identity {
  readonly provider: string;
  readonly issuer: string;
  readonly subject: string;
  /** An address that the issuer has verified; null: none, or only said to be theirs. */
  readonly email: string | null;
  readonly name: string;
}

export interface Proof {
  readonly token: string;
  /** The secret whose hash the issuer was given; see `nonceOf`. */
  readonly nonce: string | undefined;
}

/** How far clocks may differ. */
const skewSeconds = 60;
/** How old a proof may be: it is exchanged as soon as it is had. */
const freshSeconds = 600;
const longestSubject = 255;

const standardClaims: ClaimNames = {
  email: 'email',
  email_verified: 'email_verified',
  name: 'name',
};

function refuse(cause: unknown): FunctionError {
  const message = 'This sign-in is not valid, or no longer. Sign in again.';
  return new FunctionError({ status: 401, code: 'invalid_token', message }, { cause });
}

/**
 * What the issuer must have put into the token: base64url(sha256(secret)). Who has only seen the
 * token can't name the secret; who has lost our answer can ask again.
 */
async function nonceOf(secret: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret));
  const text = btoa(String.fromCharCode(...new Uint8Array(hash)));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function expectations(provider: Provider): JWTVerifyOptions {
  const always = {
    issuer: provider.issuer,
    clockTolerance: skewSeconds,
    maxTokenAge: freshSeconds,
    requiredClaims: ['sub', 'exp', 'iat'],
  };
  switch (provider.kind) {
    case 'oidc':
      return { ...always, audience: provider.client_id, algorithms: provider.algorithms };
    case 'firebase':
      return { ...always, audience: provider.project_id, algorithms: ['RS256'] };
    case 'jwt':
      return { ...always, audience: provider.audience, algorithms: provider.algorithms };
  }
}

/** The rules of each kind beyond signature, issuer, audience and time. */
async function breach(
  provider: Provider,
  claims: JWTPayload,
  { nonce, now }: { readonly nonce: string | undefined; readonly now: Date },
): Promise<string | undefined> {
  switch (provider.kind) {
    case 'firebase': {
      // It knows no nonce: the sign-in itself has to be fresh, not only the token.
      const signedIn = z.number().safeParse(claims['auth_time']);
      const age = now.getTime() / 1000 - (signedIn.data ?? 0);
      return age > freshSeconds + skewSeconds || age < -skewSeconds ? 'auth_time' : undefined;
    }
    case 'oidc': {
      // OpenID Connect Core 1.0, 3.1.3.7: several audiences need an authorized party, and it is us.
      const azp = claims['azp'];
      const several = Array.isArray(claims.aud) && claims.aud.length > 1;
      if ((several || azp !== undefined) && azp !== provider.client_id) return 'azp';
      return claims['nonce'] === (await nonceOf(nonce ?? '')) ? undefined : 'nonce';
    }
    case 'jwt':
      return claims['nonce'] === (await nonceOf(nonce ?? '')) ? undefined : 'nonce';
  }
}

function identityOf(provider: Provider, claims: JWTPayload): Identity | undefined {
  const names = provider.kind === 'firebase' ? standardClaims : provider.claims;
  const subject = claims.sub ?? '';
  if (subject === '' || subject.length > longestSubject) return undefined;
  const email = z.email().max(255).safeParse(claims[names.email]);
  const name = z.string().safeParse(claims[names.name]);
  return {
    provider: provider.id,
    issuer: provider.issuer,
    subject,
    email: email.success && claims[names.email_verified] === true ? email.data : null,
    name: (name.data ?? '').slice(0, 100),
  };
}

/** @throws FunctionError invalid_token, provider_unreachable */
export type VerifyToken = (provider: Provider, proof: Proof) => Promise<Identity>;

export function createVerifyToken(options: {
  readonly keysOf: KeysOf;
  readonly now: () => Date;
}): VerifyToken {
  async function verified(provider: Provider, token: string, now: Date): Promise<JWTPayload> {
    try {
      const keys = await options.keysOf(provider);
      const { payload, protectedHeader } = await jwtVerify(token, keys, {
        ...expectations(provider),
        currentDate: now,
      });
      // An access token of the same issuer is no proof to us.
      if ((protectedHeader.typ ?? 'JWT').toUpperCase() !== 'JWT') throw refuse('typ');
      return payload;
    } catch (cause) {
      if (cause instanceof FunctionError) throw cause;
      if (isTokenFault(cause)) throw refuse(cause);
      const message = 'The sign-in service does not answer. Try again later.';
      throw new FunctionError({ status: 502, code: 'provider_unreachable', message }, { cause });
    }
  }

  return async (provider, { token, nonce }) => {
    const now = options.now();
    const claims = await verified(provider, token, now);
    const reason = await breach(provider, claims, { nonce, now });
    const identity = reason === undefined ? identityOf(provider, claims) : undefined;
    if (identity === undefined) throw refuse(reason ?? 'sub');
    return identity;
  };
}
