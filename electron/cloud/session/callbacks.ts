import { type AppError, appError, toAppError } from '../../contract/app-error.ts';
import type { NextStep } from '../../contract/account.ts';
import type { AppEvent } from '../../contract/events.ts';
import type { AuthCallback } from '../../platform/deep-links.ts';
import { authData, kindOfAuthCode } from '../cloud-failure.ts';
import { type CloudAddress, createAuthClient } from '../supabase-client.ts';
import type { Accounts } from './accounts.ts';
import { memoryStorage } from './auth-storage.ts';
import type { Credentials } from './credentials.ts';
import type { PendingLink, PendingLinks } from './pending-links.ts';

export type LinkOutcome = Extract<AppEvent, { type: 'account-link' }>['outcome'];

export interface CallbackOptions {
  readonly address: CloudAddress;
  readonly accounts: Accounts;
  readonly credentials: Credentials;
  readonly links: PendingLinks;
  /** Ends a sign-in with a provider that the function `identity` knows. */
  readonly finishIdentity: (link: PendingLink, callback: AuthCallback) => Promise<NextStep>;
}

/**
 * What a deep link back into the app has led to; null where there is nothing to say yet: one of two
 * addresses is confirmed. A link with a state that we did not make, or made and took, is refused.
 */
export async function takeCallback(
  options: CallbackOptions,
  callback: AuthCallback,
): Promise<LinkOutcome | null> {
  const link = options.links.take(callback.state);
  if (link === null) return failed(appError('account-link-expired'));
  try {
    if (callback.error !== undefined) return failed(providerError(link, callback.error));
    switch (link.purpose) {
      case 'signup':
      case 'magic-link':
      case 'oauth':
        return outcomeOf(await exchange(options, link, callback));
      case 'recovery': {
        const { next } = await exchange(options, link, callback);
        return { result: next === 'second-factor' ? 'second-factor' : 'set-password' };
      }
      case 'email-change':
        return await readNewAddress(options, link, callback);
      case 'link':
        // The cloud has linked it already, and its code is left to expire as above.
        if (link.account !== null) await options.credentials.reread(link.account);
        return { result: 'identity-linked' };
      case 'identity':
        return outcomeOf(await options.finishIdentity(link, callback));
    }
  } catch (thrown) {
    return failed(asLinkError(toAppError(thrown)));
  }
}

/** The code is worth something to the verifier on this device alone. */
async function exchange(
  { address, accounts }: CallbackOptions,
  link: PendingLink,
  { code = '' }: AuthCallback,
): Promise<NextStep> {
  const client = createAuthClient(address, memoryStorage(new Map(Object.entries(link.secrets))));
  const { session } = authData(await client.exchangeCodeForSession(code));
  return accounts.enter(session);
}

/** The code is left to expire: the session that it stands for would replace the one we have. */
async function readNewAddress(
  { credentials, links }: CallbackOptions,
  link: PendingLink,
  { code }: AuthCallback,
): Promise<LinkOutcome | null> {
  if (code === undefined) {
    // The mail to the other address leads back with the same state.
    links.expect(link);
    return null;
  }
  if (link.account !== null) await credentials.reread(link.account);
  return { result: 'email-changed' };
}

function outcomeOf({ next }: NextStep): LinkOutcome {
  return { result: next === 'second-factor' ? 'second-factor' : 'signed-in' };
}

function failed(error: AppError): LinkOutcome {
  return { result: 'failed', error };
}

function providerError(link: PendingLink, code: string): AppError {
  if (link.provider === null) return asLinkError(appError(kindOfAuthCode(code), { cause: code }));
  return appError('account-provider-failed', { params: { provider: link.provider }, cause: code });
}

/** A code that was typed is wrong; one that a link carried has expired. */
function asLinkError(error: AppError): AppError {
  return error.kind === 'account-wrong-code' ? appError('account-link-expired') : error;
}
