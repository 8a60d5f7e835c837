import { createHash, randomBytes } from 'node:crypto';
import type { IdentityProviderInfo } from '../../contract/account.ts';
import type { AuthCallback } from '../../platform/deep-links.ts';

/** What the cloud's function `identity` takes: proof of who somebody is to their own issuer. */
export interface IdentityProof {
  readonly token: string;
  /** The secret whose hash the issuer wrote into the token. */
  readonly nonce?: string;
}

/** A way to sign in that the person's own issuer answers; the cloud then gives a session of ours. */
export type IdentityProvider = BrowserProvider | PasswordProvider;

export interface BrowserProvider {
  readonly info: IdentityProviderInfo & { readonly asks: 'browser' };
  /** The page to open, and what only this device knows of it. Throws `account-provider-failed`. */
  begin(state: string): Promise<Begun>;
  /** From what came back to the proof. Throws `account-provider-failed`, `cloud-unreachable`. */
  finish(callback: AuthCallback, secrets: Secrets): Promise<IdentityProof>;
}

export interface PasswordProvider {
  readonly info: IdentityProviderInfo & { readonly asks: 'password' };
  /** Throws `account-wrong-password`, `account-closed`, `account-too-often`, … */
  signIn(credentials: {
    readonly email: string;
    readonly password: string;
  }): Promise<IdentityProof>;
}

export type Secrets = Readonly<Record<string, string>>;

export interface Begun {
  readonly url: string;
  readonly secrets: Secrets;
}

/** 256 random bits as text: a nonce, or PKCE's verifier (RFC 7636). */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What may be shown of a secret: base64url(SHA-256). */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
