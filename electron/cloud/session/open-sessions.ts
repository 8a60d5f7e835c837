import { type AccountState, localScope } from '../../contract/account.ts';
import type { ImageService } from '../../images/image-service.ts';
import type { AuthCallback } from '../../platform/deep-links.ts';
import type { SecretVault } from '../../platform/secret-vault.ts';
import { deepLink } from '../callback-link.ts';
import { createIdentities } from '../identity/identities.ts';
import type { CloudAddress } from '../supabase-client.ts';
import { type AccountBookFile, openAccountBook } from './account-book.ts';
import {
  type AccountHandlerParts,
  type AccountHandlers,
  accountHandlers,
} from './account-handlers.ts';
import { type Accounts, createAccounts } from './accounts.ts';
import { takeCallback } from './callbacks.ts';
import { createCredentials } from './credentials.ts';
import type { ThisDevice } from './devices.ts';
import { createLinkedIdentities } from './linked-identities.ts';
import { createPendingLinks } from './pending-links.ts';
import { type KeptImages, createProfile } from './profile.ts';
import { createPersonalData } from './personal-data.ts';
import { createSecondFactor } from './second-factor.ts';
import { createSignIn } from './sign-in.ts';

export interface SessionsOptions extends Pick<
  AccountHandlerParts,
  'chooseImage' | 'chooseSavePath' | 'erase' | 'onChange' | 'onLink'
> {
  readonly address: CloudAddress;
  readonly vault: SecretVault;
  readonly accountFile: AccountBookFile;
  readonly thisDevice: ThisDevice;
  readonly images: ImageService;
  readonly kept: KeptImages;
  readonly now: () => number;
  /** Makes a new folder on the library's volume; it is removed when the work in it is done. */
  readonly temporaryFolder: () => Promise<string>;
  readonly openBrowser: (url: string) => Promise<void>;
  /** Where a provider's page sends the browser back to; null: by the deep link. */
  readonly loopback: (() => Promise<string>) | null;
}

/** Who is signed in, who is shown, and every way in and out. */
export interface Sessions {
  readonly accounts: Accounts;
  readonly handlers: AccountHandlers;
  state(): AccountState;
  /** A mail's link or a sign-in page has led back into the app. */
  take(callback: AuthCallback): Promise<void>;
  /** Asks whether the active account is still signed in, and who it is now. Never throws. */
  refresh(): Promise<void>;
}

/** Asks no network. */
export function openSessions(options: SessionsOptions): Sessions {
  const { address, vault, onChange, onLink } = options;
  const book = openAccountBook(options.accountFile, new URL(address.url).origin);
  const links = createPendingLinks(vault, options.now);
  const accounts = createAccounts({ ...options, book });
  const pageReturnsTo = options.loopback ?? (async () => deepLink);
  const signIn = createSignIn({ address, accounts, links, pageReturnsTo });
  const identities = createIdentities({ ...options, signIn, links });
  const credentials = createCredentials({ address, accounts, links });
  const linked = createLinkedIdentities({ ...options, accounts, identities, links, pageReturnsTo });
  const secondFactor = createSecondFactor(accounts);
  const profile = createProfile({ ...options, accounts });

  const state = (): AccountState => ({
    cloud: true,
    active: accounts.active(),
    accounts: accounts.list(),
    identityProviders: identities.infos(),
    sessionsPersist: vault.persists,
    inBrowser: links.inBrowser(),
  });

  const personalData = createPersonalData({ address, fetch });
  const parts = {
    accounts,
    signIn,
    identities,
    credentials,
    secondFactor,
    profile,
    personalData,
    linked,
    links,
    state,
  };
  return {
    accounts,
    handlers: accountHandlers({ ...options, ...parts }),
    state,
    take: async (callback) => {
      const outcome = await takeCallback(
        { address, accounts, credentials, links, finishIdentity: identities.finish },
        callback,
      );
      onChange();
      if (outcome !== null) onLink(outcome);
    },
    refresh: async () => {
      const scope = accounts.active();
      if (scope === localScope) return;
      try {
        const isAlive = await accounts.check(scope);
        const opened = accounts.open(scope);
        if (isAlive && opened !== null) await profile.read(opened);
      } catch {
        // Offline, or refused: what was known of the account is still shown.
      }
    },
  };
}
