import { type AccountId, type Scope, localScope } from '../contract/account.ts';
import type { SyncStatus } from '../contract/sync.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Replica } from '../outbox/replica.ts';
import type { Accounts, OpenAccount } from './session/accounts.ts';
import type { SessionAccess } from './sync/session-access.ts';
import type { Sync } from './sync/sync-loop.ts';

/** What a sync is opened with, besides what is the same for all accounts. */
export interface SyncOfAccount {
  readonly account: AccountId;
  readonly device: string;
  readonly session: SessionAccess;
  readonly replica: Replica;
  readonly onStatus: (status: SyncStatus) => void;
  /** The account has signed this device out from another one. */
  readonly onRevoked: () => void;
  /** What the account may use has changed, they say. */
  readonly onEntitlement: () => void;
}

/**
 * The sync of the account that is shown, signed in or not: it says itself what it lacks. The
 * others' work waits in their outboxes until they are shown: one loop, one socket, one answer to
 * "is everything sent?".
 */
export interface ActiveSync {
  status(): SyncStatus;
  /** Tries at once. */
  now(): void;
  /** Somebody else is shown, or somebody has signed in. */
  follow(): void;
  wentOnline(): void;
  wentOffline(): void;
  suspended(): void;
  resumed(): void;
  setInUse(inUse: boolean): void;
  stop(): Promise<void>;
}

export interface ActiveSyncOptions {
  readonly accounts: Accounts;
  readonly outbox: Pick<Outbox, 'replica' | 'onRecorded'>;
  readonly open: (parts: SyncOfAccount) => Sync;
  readonly onStatus: (status: SyncStatus) => void;
  readonly onEntitlement: () => void;
}

export function createActiveSync(options: ActiveSyncOptions): ActiveSync {
  const { accounts, outbox } = options;
  let wanted: Scope = localScope;
  let running: { readonly account: AccountId; readonly sync: Sync } | null = null;
  /** One after the other: two loops never touch the same replica. */
  let changing = Promise.resolve();
  let mayWork = false;
  let inUse = true;
  let status: SyncStatus = { state: 'off' };

  function tell(next: SyncStatus): void {
    status = next;
    options.onStatus(next);
  }

  async function change(): Promise<void> {
    if (running?.account === wanted) return;
    const left = running;
    running = null;
    await left?.sync.stop();
    const next = wanted === localScope ? null : accounts.find(wanted);
    if (next === null) return tell({ state: 'off' });
    running = { account: next.account, sync: options.open(partsOf(next)) };
    running.sync.setInUse(inUse);
  }

  function partsOf(known: OpenAccount): SyncOfAccount {
    const { account, device } = known;
    return {
      account,
      device,
      session: sessionAccess(accounts, known),
      replica: outbox.replica(account),
      onStatus: (next) => {
        if (isOver(next)) queueMicrotask(() => accounts.ended(account));
        tell(next);
      },
      onRevoked: () => void accounts.check(account),
      onEntitlement: options.onEntitlement,
    };
  }

  const forget = outbox.onRecorded((account) => {
    if (running?.account === account) running.sync.recorded();
  });

  return {
    status: () => status,
    now: () => running?.sync.now(),
    follow: () => {
      const scope = accounts.active();
      const could = mayWork;
      mayWork = scope !== localScope && accounts.mayWork(scope);
      if (scope === wanted) {
        // It goes on, or says what it lacks.
        if (mayWork !== could) running?.sync.now();
        return;
      }
      wanted = scope;
      changing = changing.then(change);
    },
    wentOnline: () => running?.sync.wentOnline(),
    wentOffline: () => running?.sync.wentOffline(),
    suspended: () => running?.sync.suspended(),
    resumed: () => running?.sync.resumed(),
    setInUse: (now) => {
      if (now === inUse) return;
      inUse = now;
      running?.sync.setInUse(now);
    },
    stop: async () => {
      forget();
      wanted = localScope;
      changing = changing.then(change);
      await changing;
    },
  };
}

/** A session without its second factor carries nothing, although the cloud would take its token. */
function sessionAccess(accounts: Accounts, { account, session }: OpenAccount): SessionAccess {
  return {
    accessToken: async () => (accounts.mayWork(account) ? session.accessToken() : null),
    renew: async () => {
      const facts = session.facts();
      if (facts === null) return 'ended';
      if (facts.secondFactorDue) return 'second-factor';
      const outcome = await session.renew();
      if (outcome === 'ended') accounts.ended(account);
      return outcome;
    },
  };
}

function isOver(status: SyncStatus): boolean {
  return (
    status.state === 'needs-you' &&
    (status.reason === 'signed-out-elsewhere' || status.reason === 'account-gone')
  );
}
