import type { AccountId, NextStep } from '../../contract/account.ts';
import { authData } from '../cloud-failure.ts';
import { type CloudAddress, createAuthClient } from '../supabase-client.ts';
import type { Accounts } from './accounts.ts';
import { memoryStorage } from './auth-storage.ts';
import { type PendingLinks, newState } from './pending-links.ts';
import { callbackAddress } from './sign-in.ts';

/** The address and the password of the active account. */
export interface Credentials {
  /** Sends a code to the account's address: the next change asks for it. */
  reauthenticate(): Promise<void>;
  /** Throws `account-code-needed`, `account-weak-password`, `account-same-password`. */
  setPassword(password: string, code: string | undefined): Promise<void>;
  /** Mails a link and a code to the new address, and to the old one too. */
  changeEmail(email: string, code: string | undefined): Promise<void>;
  /** One of the two codes; `check-mail` until the other one was given too. */
  confirmEmail(email: string, code: string): Promise<NextStep>;
  /** Reads an account anew, after a link has changed its address. */
  reread(account: AccountId): Promise<void>;
}

export interface CredentialsOptions {
  readonly address: CloudAddress;
  readonly accounts: Accounts;
  readonly links: PendingLinks;
}

export function createCredentials({ address, accounts, links }: CredentialsOptions): Credentials {
  const auth = () => accounts.current().session.auth;

  async function reread(account: AccountId): Promise<void> {
    const opened = accounts.open(account);
    if (opened !== null) authData(await opened.session.auth.refreshSession());
  }

  return {
    reauthenticate: async () => {
      authData(await auth().reauthenticate());
    },
    setPassword: async (password, code) => {
      authData(
        await auth().updateUser({ password, ...(code === undefined ? {} : { nonce: code }) }),
      );
    },
    changeEmail: async (email, code) => {
      const { account } = accounts.current();
      const state = newState();
      authData(
        await auth().updateUser(
          { email, ...(code === undefined ? {} : { nonce: code }) },
          { emailRedirectTo: callbackAddress(state) },
        ),
      );
      links.expect({ state, purpose: 'email-change', account, secrets: {} });
    },
    confirmEmail: async (email, code) => {
      const { account } = accounts.current();
      // In a client of its own: the session that it brings would replace one with a second factor.
      const elsewhere = createAuthClient(address, memoryStorage());
      const { session } = authData(
        await elsewhere.verifyOtp({ email, token: code, type: 'email_change' }),
      );
      if (session === null) return { next: 'check-mail', email };
      await elsewhere.signOut({ scope: 'local' });
      await reread(account);
      return accounts.settle(account);
    },
    reread,
  };
}
