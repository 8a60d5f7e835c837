import { type Scope, localScope } from '../contract/account.ts';
import type { ConfigWarning } from '../contract/config-channels.ts';
import type { AppEvent } from '../contract/events.ts';
import type { ConfigChannel } from '../contract/remote-config.ts';
import type { Engine } from '../engine.ts';
import type { Log } from '../monitor/log.ts';
import { outboxHandlers } from '../outbox/handlers.ts';
import type { Gateway } from '../providers/create-providers.ts';
import type { Clock } from '../router/ports.ts';
import { type ActiveSync, createActiveSync } from './active-sync.ts';
import { type Billing, type BillingOptions, createBilling } from './billing/create-billing.ts';
import type { CloudHandlers } from './cloud-handlers.ts';
import { createGatewayAccess } from './gateway-access.ts';
import { type RemoteConfig, openRemoteConfig } from './remote-config/open-remote-config.ts';
import { type Sessions, type SessionsOptions, openSessions } from './session/open-sessions.ts';
import { openSync } from './sync/open-sync.ts';
import { systemTimers } from './sync/timers.ts';

export interface CloudOptions extends Omit<
  SessionsOptions,
  'erase' | 'kept' | 'now' | 'onChange' | 'onLink'
> {
  readonly engine: Pick<
    Engine,
    'setScope' | 'scope' | 'outbox' | 'eraseAccount' | 'keepImage' | 'dropImage'
  >;
  /** Which configuration this installation follows, and how it is put in force. */
  readonly configuration: {
    readonly channel: ConfigChannel;
    readonly installation: string;
    readonly folder: string;
    readonly apply: (document: unknown) => ConfigWarning | null;
    readonly onChange: () => void;
  };
  readonly billing: Pick<
    BillingOptions,
    'folder' | 'plans' | 'packs' | 'openCheckout' | 'monotonic'
  >;
  readonly online: () => boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly onEvent: (event: AppEvent) => void;
  /** The managed gateway offers something else, or to somebody else. */
  readonly onGatewayChanged: () => void;
}

/** The cloud part of the app, wired. */
export interface Cloud extends Pick<Sessions, 'take' | 'refresh'> {
  readonly handlers: CloudHandlers;
  readonly config: Pick<RemoteConfig, 'follower' | 'admin'>;
  /** The managed gateway, for the account that is shown. */
  gateway(): Gateway;
  /** The user is back at the app; the deep link of a checkout has come; what the plan allows. */
  readonly billing: Pick<Billing, 'focused' | 'returned' | 'batchImages'>;
  readonly power: Pick<ActiveSync, 'suspended' | 'resumed'>;
  /** For a timer: looks whether the network came or went. `inUse`: the window is on the screen. */
  look(inUse: boolean): void;
  close(): Promise<void>;
}

/** Waits for no network: who was signed in is signed in, and the library shown is theirs. */
export function createCloud(options: CloudOptions): Cloud {
  const { address, engine, clock, log, onEvent } = options;
  const { random } = Math;

  // Who is signed in, and who is shown
  const sessions = openSessions({
    ...options,
    kept: engine,
    erase: engine.eraseAccount,
    now: clock.now,
    onChange,
    onLink: (outcome) => onEvent({ type: 'account-link', outcome }),
  });
  const { accounts } = sessions;

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
    onEntitlement: () => billing.hinted(),
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

  // What they have bought
  const billing = createBilling({
    ...options.billing,
    address,
    accounts,
    fetch,
    clock,
    openBrowser: options.openBrowser,
    onChange: (state) => onEvent({ type: 'billing-changed', state }),
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
      void sessions.refresh();
    }
    sync.follow();
    gateway.follow();
    billing.follow();
    if (!isTold) return;
    isTold = false;
    queueMicrotask(() => {
      isTold = true;
      onEvent({ type: 'account-changed', state: sessions.state() });
      if (shown === told) return;
      told = shown;
      const offer = shown === localScope ? null : engine.outbox.bringAlongOffer(shown);
      if (offer !== null) onEvent({ type: 'bring-along-offered', offer });
    });
  }

  onChange();
  return {
    handlers: {
      ...sessions.handlers,
      ...outboxHandlers({ outbox: engine.outbox, scope: engine.scope, onChanged: sync.now }),
      'sync.status': sync.status,
      'sync.now': sync.now,
      ...billing.handlers,
    },
    config,
    gateway: gateway.current,
    billing,
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
      billing.hinted();
    },
    take: sessions.take,
    refresh: async () => {
      billing.hinted();
      await sessions.refresh();
    },
    close: async () => {
      billing.close();
      await Promise.all([sync.stop(), config.close()]);
    },
  };
}
