import { type AccountId, type AccountState, type Scope, localScope } from '../contract/account.ts';
import type { AppEvent } from '../contract/events.ts';
import type { ImageService } from '../images/image-service.ts';
import type { AuthCallback } from '../platform/deep-links.ts';
import type { SecretVault } from '../platform/secret-vault.ts';
import type { CloudHandlers } from './cloud-handlers.ts';
import { createIdentities } from './identity/identities.ts';
import { noCloudHandlers } from './no-cloud.ts';
import { type AccountBookFile, openAccountBook } from './session/account-book.ts';
import { accountHandlers } from './session/account-handlers.ts';
import { createAccounts } from './session/accounts.ts';
import { takeCallback } from './session/callbacks.ts';
import { createCredentials } from './session/credentials.ts';
import type { ThisDevice } from './session/devices.ts';
import { createPendingLinks } from './session/pending-links.ts';
import { type KeptImages, createProfile } from './session/profile.ts';
import { createSecondFactor } from './session/second-factor.ts';
import { createSignIn } from './session/sign-in.ts';
import type { CloudAddress } from './supabase-client.ts';

/** What the cloud part asks of the library. */
export interface CloudLibrary extends KeptImages {
  /** Shows the work of this scope from now on. */
  setScope(scope: Scope): void;
  erase(account: AccountId): Promise<void>;
}

export interface CloudOptions {
  readonly address: CloudAddress;
  readonly library: CloudLibrary;
  readonly images: ImageService;
  readonly vault: SecretVault;
  readonly accountFile: AccountBookFile;
  readonly thisDevice: ThisDevice;
  readonly now: () => number;
  readonly temporaryFolder: () => Promise<string>;
  readonly openBrowser: (url: string) => Promise<void>;
  readonly chooseImage: () => Promise<string | null>;
  readonly onEvent: (event: AppEvent) => void;
}

/** The cloud part of the app, wired. */
export interface Cloud {
  readonly handlers: CloudHandlers;
  /** A mail's link or a sign-in page has led back into the app. */
  take(callback: AuthCallback): Promise<void>;
  /** Asks whether the active account is still signed in, and who it is now. Never throws. */
  refresh(): Promise<void>;
}

/** Waits for no network: who was signed in is signed in, and the library shown is theirs. */
export function createCloud(options: CloudOptions): Cloud {
  const { address, vault, library, onEvent } = options;
  const book = openAccountBook(options.accountFile, new URL(address.url).origin);
  const links = createPendingLinks(vault, options.now);
  const accounts = createAccounts({
    address,
    vault,
    book,
    thisDevice: options.thisDevice,
    onChange,
  });
  const signIn = createSignIn({ address, accounts, links });
  const identities = createIdentities({
    address,
    signIn,
    links,
    openBrowser: options.openBrowser,
  });
  const credentials = createCredentials({ address, accounts, links });
  const secondFactor = createSecondFactor(accounts);
  const profile = createProfile({
    accounts,
    images: options.images,
    kept: library,
    temporaryFolder: options.temporaryFolder,
  });

  const state = (): AccountState => ({
    cloud: true,
    active: accounts.active(),
    accounts: accounts.list(),
    identityProviders: identities.infos(),
    sessionsPersist: vault.persists,
    inBrowser: links.inBrowser(),
  });

  let shown: Scope = localScope;
  let isTold = true;
  /** The library follows at once; the window hears of several changes together. */
  function onChange(): void {
    if (accounts.active() !== shown) {
      shown = accounts.active();
      library.setScope(shown);
      void refresh();
    }
    if (!isTold) return;
    isTold = false;
    queueMicrotask(() => {
      isTold = true;
      onEvent({ type: 'account-changed', state: state() });
    });
  }

  async function refresh(): Promise<void> {
    const scope = accounts.active();
    if (scope === localScope) return;
    try {
      const isAlive = await accounts.check(scope);
      const opened = accounts.open(scope);
      if (isAlive && opened !== null) await profile.read(opened);
    } catch {
      // Offline, or refused: what was known of the account is still shown.
    }
  }

  onChange();
  return {
    handlers: {
      ...noCloudHandlers(),
      ...accountHandlers({
        accounts,
        signIn,
        identities,
        credentials,
        secondFactor,
        profile,
        links,
        state,
        chooseImage: options.chooseImage,
        erase: library.erase,
        onChange,
      }),
    },
    take: async (callback) => {
      const parts = { address, accounts, credentials, links };
      const outcome = await takeCallback({ ...parts, finishIdentity: identities.finish }, callback);
      onChange();
      if (outcome !== null) onEvent({ type: 'account-link', outcome });
    },
    refresh,
  };
}
