import type { EmailOtpType, GoTrueClient, Provider, Session } from '@supabase/supabase-js';
import type { MailPurpose, NextStep } from '../../contract/account.ts';
import { fail } from '../../contract/app-error.ts';
import { deepLink } from '../callback-link.ts';
import { type AuthAnswer, authData } from '../cloud-failure.ts';
import { type CloudAddress, createAuthClient } from '../supabase-client.ts';
import type { Accounts } from './accounts.ts';
import { memoryStorage } from './auth-storage.ts';
import { type NewLink, type PendingLinks, newState } from './pending-links.ts';

interface MailedCode {
  readonly purpose: MailPurpose;
  readonly email: string;
  readonly code: string;
}

/** The ways to begin a session with Supabase Auth itself. All throw `cloud-unreachable` offline. */
export interface SignIn {
  signUp(request: SignUpRequest): Promise<NextStep>;
  withPassword(request: { readonly email: string; readonly password: string }): Promise<NextStep>;
  sendMagicLink(email: string): Promise<NextStep>;
  /** Says the same whether or not somebody has this address. */
  requestReset(email: string): Promise<void>;
  /** Sends the mail of a purpose again; for `email-change` to both addresses. */
  resend(purpose: MailPurpose, email: string): Promise<void>;
  /** The code of a mail, for all purposes but a change of address. */
  withCode(mailed: MailedCode): Promise<NextStep>;
  /** The page that the system's browser shows; its answer comes as a deep link. */
  providerPage(provider: string): Promise<string>;
  /** A one-time token of the cloud itself, as its identity function hands them out. */
  withTokenHash(token: TokenHash): Promise<NextStep>;
}

interface TokenHash {
  readonly token_hash: string;
  readonly type: EmailOtpType;
}

interface SignUpRequest {
  readonly email: string;
  readonly password: string;
  readonly displayName: string;
}

export interface SignInOptions {
  readonly address: CloudAddress;
  readonly accounts: Accounts;
  readonly links: PendingLinks;
  /** Where a provider's page sends the browser back to, without a query. */
  readonly pageReturnsTo: () => Promise<string>;
}

const codeTypes: Readonly<Record<Exclude<MailPurpose, 'email-change'>, EmailOtpType>> = {
  signup: 'signup',
  // Whoever asks for a link need not know whether the address is new: `email` takes both codes.
  'magic-link': 'email',
  recovery: 'recovery',
};

/** Where links of mails lead: back into the app, with the one-use state. */
export function callbackAddress(state: string, base: string = deepLink): string {
  return `${base}?flow=${state}`;
}

export function createSignIn(options: SignInOptions): SignIn {
  const { address, accounts, links, pageReturnsTo } = options;
  const newClient = (): GoTrueClient => createAuthClient(address, memoryStorage());

  /** Asks the cloud for a link back into the app; only this device can use it. */
  async function askForLink<Answer extends AuthAnswer>(
    link: Pick<NewLink, 'purpose' | 'provider' | 'account'>,
    ask: (client: GoTrueClient, redirect: string) => Promise<Answer>,
    returnsTo = deepLink,
  ) {
    const state = newState();
    const secrets = new Map<string, string>();
    const client = createAuthClient(address, memoryStorage(secrets));
    const data = authData(await ask(client, callbackAddress(state, returnsTo)));
    links.expect({ ...link, state, secrets: Object.fromEntries(secrets) });
    return data;
  }

  async function enter(session: Session | null): Promise<NextStep> {
    if (session === null) throw fail('cloud-refused', { cause: 'no session in the answer' });
    return accounts.enter(session);
  }

  return {
    signUp: async ({ email, password, displayName }) => {
      const data = await askForLink({ purpose: 'signup' }, (client, redirect) =>
        client.signUp({
          email,
          password,
          options: { emailRedirectTo: redirect, data: { display_name: displayName } },
        }),
      );
      if (data.session !== null) return enter(data.session);
      // How Supabase Auth says that the address is taken, to whoever can't tell by a mail.
      if (data.user?.identities?.length === 0) throw fail('account-exists');
      return { next: 'check-mail', email };
    },
    withPassword: async (request) =>
      enter(authData(await newClient().signInWithPassword(request)).session),
    sendMagicLink: async (email) => {
      await askForLink({ purpose: 'magic-link' }, (client, redirect) =>
        client.signInWithOtp({ email, options: { emailRedirectTo: redirect } }),
      );
      return { next: 'check-mail', email };
    },
    requestReset: async (email) => {
      await askForLink({ purpose: 'recovery' }, (client, redirectTo) =>
        client.resetPasswordForEmail(email, { redirectTo }),
      );
    },
    resend: async (purpose, email) => {
      const link = purpose === 'email-change' ? { account: accounts.current().account } : {};
      await askForLink({ purpose, ...link }, (client, redirect): Promise<AuthAnswer> => {
        const options = { emailRedirectTo: redirect };
        switch (purpose) {
          case 'signup':
            return client.resend({ type: 'signup', email, options });
          case 'magic-link':
            return client.signInWithOtp({ email, options });
          case 'recovery':
            return client.resetPasswordForEmail(email, { redirectTo: redirect });
          case 'email-change':
            return client.resend({ type: 'email_change', email, options });
        }
      });
    },
    withCode: async ({ purpose, email, code }) => {
      if (purpose === 'email-change') throw fail('invalid-request');
      const type = codeTypes[purpose];
      return enter(authData(await newClient().verifyOtp({ email, token: code, type })).session);
    },
    providerPage: async (provider) => {
      const { url } = await askForLink(
        { purpose: 'oauth', provider },
        (client, redirectTo) =>
          client.signInWithOAuth({
            provider: provider as Provider,
            options: { redirectTo, skipBrowserRedirect: true },
          }),
        await pageReturnsTo(),
      );
      return url ?? '';
    },
    withTokenHash: async (token) => enter(authData(await newClient().verifyOtp(token)).session),
  };
}
