import { type AccountState, type Scope, localScope } from '../contract/account.ts';
import type { ConfigWarning } from '../contract/config-channels.ts';
import type { AppEvent } from '../contract/events.ts';
import type { ConfigChannel } from '../contract/remote-config.ts';
import type { Engine } from '../engine.ts';
import type { ImageService } from '../images/image-service.ts';
import type { Log } from '../monitor/log.ts';
import { outboxHandlers } from '../outbox/handlers.ts';
import type { Gateway } from '../providers/create-providers.ts';
import type { AuthCallback } from '../platform/deep-links.ts';
import type { SecretVault } from '../platform/secret-vault.ts';
import type { Clock } from '../router/ports.ts';
import { type ActiveSync, createActiveSync } from './active-sync.ts';
import { deepLink } from './callback-link.ts';
import type { CloudHandlers } from './cloud-handlers.ts';
import { createGatewayAccess } from './gateway-access.ts';
import { createIdentities } from './identity/identities.ts';
import { type RemoteConfig, openRemoteConfig } from './remote-config/open-remote-config.ts';
import { type AccountBookFile, openAccountBook } from './session/account-book.ts';
import { accountHandlers } from './session/account-handlers.ts';
import { createAccounts } from './session/accounts.ts';
import { type LinkOutcome, takeCallback } from './session/callbacks.ts';
import { createCredentials } from './session/credentials.ts';
import type { ThisDevice } from './session/devices.ts';
import { createPendingLinks } from './session/pending-links.ts';
import { createProfile } from './session/profile.ts';
import { createSecondFactor } from './session/second-factor.ts';
import { createSignIn } from './session/sign-in.ts';
import type { CloudAddress } from './supabase-client.ts';
import { openSync } from './sync/open-sync.ts';
import { systemTimers } from './sync/timers.ts';

export interface CloudOptions {
  readonly address: CloudAddress;
  readonly engine: Pick<
    Engine,
    'setScope' | 'scope' | 'outbox' | 'eraseAccount' | 'keepImage' | 'dropImage'
  >;
  readonly images: ImageService;
  readonly vault: SecretVault;
  readonly accountFile: AccountBookFile;
  readonly thisDevice: ThisDevice;
  /** Which configuration this installation follows, and how it is put in force. */
  readonly configuration: {
    readonly channel: ConfigChannel;
    readonly installation: string;
    readonly folder: string;
    readonly apply: (document: unknown) => ConfigWarning | null;
    readonly onChange: () => void;
  };
  readonly online: () => boolean;
  readonly clock: Clock;
  readonly log: Log;
  /** Makes a new folder on the library's volume; it is removed when the work in it is done. */
  readonly temporaryFolder: () => Promise<string>;
  readonly openBrowser: (url: string) => Promise<void>;
  /** Where a provider's page sends the browser back to; null: by the deep link. */
  readonly loopback: (() => Promise<string>) | null;
  readonly chooseImage: () => Promise<string | null>;
  readonly onEvent: (event: AppEvent) => void;
  /** The managed gateway offers something else, or to somebody else. */
  readonly onGatewayChanged: () => void;
}

/** The cloud part of the app, wired. */
export interface Cloud {
  readonly handlers: CloudHandlers;
  readonly config: Pick<RemoteConfig, 'follower' | 'admin'>;
  /** The managed gateway, for the account that is shown. */
  gateway(): Gateway;
  readonly power: Pick<ActiveSync, 'suspended' | 'resumed'>;
  /** For a timer: looks whether the network came or went. `inUse`: the window is on the screen. */
  look(inUse: boolean): void;
  /** A mail's link or a sign-in page has led back into the app. */
  take(callback: AuthCallback): Promise<void>;
  /** Asks whether the active account is still signed in, and who it is now. Never throws. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

/** Waits for no network: who was signed in is signed in, and the library shown is theirs. */
export function createCloud(options: CloudOptions): Cloud {
  const { address, vault, engine, clock, log, onEvent } = options;
  const { random } = Math;

  // Who is signed in
  const book = openAccountBook(options.accountFile, new URL(address.url).origin);
  const links = createPendingLinks(vault, clock.now);
  const { thisDevice } = options;
  const accounts = createAccounts({ address, vault, book, thisDevice, onChange });
  const signIn = createSignIn({
    address,
    accounts,
    links,
    pageReturnsTo: options.loopback ?? (async () => deepLink),
  });
  const identities = createIdentities({ ...options, signIn, links });
  const credentials = createCredentials({ address, accounts, links });
  const secondFactor = createSecondFactor(accounts);
  const profile = createProfile({ ...options, accounts, kept: engine });

  // What they have made, in step with their other devices
  const sync = createActiveSync({
    accounts,
    outbox: engine.outbox,
    open: (parts) =>
      openSync({
        ...parts,
        ...address,
        online: options.online,
        log: log.warn,
        timers: systemTimers,
        random,
        fetch,
      }),
    onStatus: (status) => onEvent({ type: 'sync-changed', status }),
  });

  // What the cloud's admins have published
  const config = openRemoteConfig({
    ...options.configuration,
    address,
    accessToken: async () => {
      const scope = accounts.active();
      return scope === localScope ? null : (accounts.open(scope)?.session.accessToken() ?? null);
    },
    fetch,
    clock,
    random,
    log,
  });

  // What their plan lets them ask without keys of their own
  const gateway = createGatewayAccess({
    url: address.url,
    accounts,
    fetch,
    onChange: options.onGatewayChanged,
  });

  const state = (): AccountState => ({
    cloud: true,
    active: accounts.active(),
    accounts: accounts.list(),
    identityProviders: identities.infos(),
    sessionsPersist: vault.persists,
    inBrowser: links.inBrowser(),
  });

  let wasOnline = options.online();
  let shown: Scope = localScope;
  let told: Scope = localScope;
  let isTold = true;
  /** The library and the sync follow at once; the window hears of several changes together. */
  function onChange(): void {
    if (accounts.active() !== shown) {
      shown = accounts.active();
      engine.setScope(shown);
      void refresh();
    }
    sync.follow();
    gateway.follow();
    if (!isTold) return;
    isTold = false;
    queueMicrotask(() => {
      isTold = true;
      onEvent({ type: 'account-changed', state: state() });
      if (shown === told) return;
      told = shown;
      const offer = shown === localScope ? null : engine.outbox.bringAlongOffer(shown);
      if (offer !== null) onEvent({ type: 'bring-along-offered', offer });
    });
  }

  function onLink(outcome: LinkOutcome): void {
    onEvent({ type: 'account-link', outcome });
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
        erase: engine.eraseAccount,
        onChange,
        onLink,
      }),
      ...outboxHandlers({ outbox: engine.outbox, scope: engine.scope, onChanged: sync.now }),
      'sync.status': sync.status,
      'sync.now': sync.now,
    },
    config,
    gateway: gateway.current,
    power: sync,
    look: (inUse) => {
      sync.setInUse(inUse);
      const isOnline = options.online();
      if (isOnline === wasOnline) return;
      wasOnline = isOnline;
      if (!isOnline) return sync.wentOffline();
      sync.wentOnline();
      config.wentOnline();
      gateway.follow();
    },
    take: async (callback) => {
      const parts = { address, accounts, credentials, links };
      const outcome = await takeCallback({ ...parts, finishIdentity: identities.finish }, callback);
      onChange();
      if (outcome !== null) onLink(outcome);
    },
    refresh,
    close: async () => {
      await Promise.all([sync.stop(), config.close()]);
    },
  };
}
