import { z } from 'zod';
import { toAppError } from '../../contract/app-error.ts';
import type { RefusalReason, SyncStatus } from '../../contract/sync.ts';
import type { Operation, Replica } from '../../outbox/replica.ts';
import { type Effect, type Renewal, type SyncEvent, disconnected } from './connection.ts';
import { withDeadline } from './deadline.ts';
import { type Failure, SyncFailure } from './failure.ts';
import type { Hints } from './hints.ts';
import type { SessionAccess } from './session-access.ts';
import { step } from './step.ts';
import { type Counts, statusOf } from './sync-status.ts';
import type { Timers } from './timers.ts';
import type { Transport } from './transport.ts';

/** One account's sync on this device. */
export interface Sync {
  status(): SyncStatus;
  /** Tries at once: the user asks, has signed in again, or sends refused changes once more. */
  now(): void;
  /** After each commit that wrote to the outbox. */
  recorded(): void;
  wentOnline(): void;
  wentOffline(): void;
  /** The system is about to sleep, and is awake again. */
  suspended(): void;
  resumed(): void;
  /** Whether the window is shown: how often the cloud is asked depends on it. */
  setInUse(inUse: boolean): void;
  /** Cuts what is out and waits for its end; the replica is not touched after that. */
  stop(): Promise<void>;
}

export interface SyncLoopParts {
  readonly replica: Replica;
  readonly transport: Transport;
  readonly session: Pick<SessionAccess, 'renew'>;
  readonly hints: Hints;
  readonly timers: Timers;
  /** 0 up to, but not, 1. */
  readonly random: () => number;
  readonly online: () => boolean;
  /** Only when it has changed. */
  readonly onStatus: (status: SyncStatus) => void;
  readonly log: (event: string, fields: Readonly<Record<string, string | number>>) => void;
}

/** Runs the connection of the drawing in connection.ts. */
export function createSync(parts: SyncLoopParts): Sync {
  const { replica, transport, session, hints, timers, random } = parts;
  let connection = disconnected;
  let counts: Counts = { waiting: 0, refused: 0 };
  let status: SyncStatus = { state: 'off' };
  let underWay: Promise<void> | undefined;
  let cutter = new AbortController();
  let cancelWake = (): void => undefined;
  /** Of the last request: how many operations or changes, and the first operation. */
  let size = 0;
  let last: Operation | undefined;
  let recordedLately = false;

  function count(): void {
    try {
      counts = { waiting: replica.waiting(), refused: replica.refused() };
    } catch (error) {
      log('sync could not count', error);
    }
  }

  function log(event: string, error: unknown): void {
    parts.log(event, { cause: causeOf(error) });
  }

  function dispatch(event: SyncEvent): void {
    if (connection.phase.name === 'stopped') return;
    count();
    const context = { now: timers.now(), random: random(), waiting: counts.waiting };
    const taken = step(connection, event, context);
    connection = taken.connection;
    taken.effects.forEach(run);
    attend();
    tell();
  }

  /** Hints are for who has heard all so far, and could come at once. */
  function attend(): void {
    switch (connection.phase.name) {
      case 'idle':
        return hints.listen(() => dispatch({ type: 'hinted' }));
      case 'offline':
      case 'needs-you':
      case 'stopping':
      case 'stopped':
        return void hints.leave();
      case 'pushing':
      case 'pulling':
      case 'renewing':
      case 'waiting':
        return;
    }
  }

  function tell(): void {
    const now = statusOf(connection, counts);
    if (JSON.stringify(now) === JSON.stringify(status)) return;
    status = now;
    parts.onStatus(now);
  }

  function run(effect: Effect): void {
    switch (effect.do) {
      case 'wake':
        cancelWake();
        if (effect.inMs !== null) {
          cancelWake = timers.after(effect.inMs, () => dispatch({ type: 'woke' }));
        }
        return;
      case 'cut':
        return cutter.abort();
      case 'push':
        return ask((signal) => push(effect.limit, signal));
      case 'pull':
        return ask((signal) => pull(effect.limit, signal));
      case 'renew':
        return ask(renew);
      case 'refuse':
        return ask(() => refuse(effect.reason));
    }
  }

  /** Begins after the caller's own work, which may be a transaction; answers whatever happens. */
  function ask(work: (signal: AbortSignal) => Promise<SyncEvent>): void {
    cutter = new AbortController();
    const { signal } = cutter;
    underWay = Promise.resolve()
      .then(() => work(signal))
      .catch(failed)
      .then(dispatch);
  }

  function failed(error: unknown): SyncEvent {
    log('sync failed', error);
    const failure = error instanceof SyncFailure ? error.failure : storageFailure(error);
    return { type: 'failed', failure, size };
  }

  async function push(limit: number, signal: AbortSignal): Promise<SyncEvent> {
    const operations = replica.pending(limit);
    size = operations.length;
    last = operations[0];
    if (size === 0) return { type: 'pushed', sent: 0 };
    replica.settle(await transport.push(operations, signal));
    return { type: 'pushed', sent: size };
  }

  async function pull(limit: number, signal: AbortSignal): Promise<SyncEvent> {
    size = limit;
    const page = await transport.pull({ cursor: replica.cursor(), limit }, signal);
    replica.take(page);
    return { type: 'pulled', more: page.more };
  }

  async function renew(signal: AbortSignal): Promise<SyncEvent> {
    const outcome = await withDeadline({ timers, signal }, () => session.renew()).catch(
      (error: unknown): Renewal => {
        if (signal.aborted) throw error;
        return 'unreachable';
      },
    );
    return { type: 'renewed', outcome };
  }

  /** Gives up the operation that was sent alone and could not be read. */
  async function refuse(reason: RefusalReason): Promise<SyncEvent> {
    if (last !== undefined) {
      const answers = [{ op_id: last.op_id, status: 'rejected', reason }] as const;
      replica.settle({ epoch: null, answers });
    }
    return { type: 'pushed', sent: 1 };
  }

  function goOnline(): void {
    dispatch({ type: 'went-online' });
  }

  function goOffline(): void {
    dispatch({ type: 'went-offline' });
  }

  dispatch({ type: parts.online() ? 'went-online' : 'went-offline' });

  return {
    status: () => status,
    now: () => dispatch({ type: 'asked' }),
    recorded() {
      if (recordedLately) return;
      recordedLately = true;
      queueMicrotask(() => {
        recordedLately = false;
        dispatch({ type: 'recorded' });
      });
    },
    wentOnline: goOnline,
    wentOffline: goOffline,
    suspended: goOffline,
    resumed() {
      // What was out before the sleep will never be answered.
      goOffline();
      if (parts.online()) goOnline();
    },
    setInUse: (inUse) => dispatch({ type: 'looked-at', inUse }),
    async stop() {
      dispatch({ type: 'stopped' });
      await underWay;
      await hints.leave();
    },
  };
}

/** What the log may know: a code where there is one, since the database's texts may quote what was sent. */
function causeOf(error: unknown): string {
  const kind = error instanceof SyncFailure ? error.failure.kind : 'storage';
  const cause = error instanceof SyncFailure ? (error.cause ?? {}) : error;
  const { code, message } = errorSchema.parse(cause);
  return `${kind} ${code || message}`.slice(0, 200);
}

const errorSchema = z
  .object({ code: z.string().catch(''), message: z.string().catch('') })
  .catch({ code: '', message: '' });

/** This device could not keep or read what it should. */
function storageFailure(error: unknown): Failure {
  return { kind: 'storage', full: toAppError(error).kind === 'disk-full' };
}
