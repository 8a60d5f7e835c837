import type { Effect, Renewal, Step, StepContext, SyncEvent, Trouble } from './connection.ts';
import { type Connection, isOut } from './connection.ts';
import type { Failure } from './failure.ts';
import { fullBatch, idleWaitMs, probeMs, retryWaitMs, signInWaitMs } from './waits.ts';

/** What an event makes of the connection, and what is to be done; see the drawing. */
export function step(connection: Connection, event: SyncEvent, context: StepContext): Step {
  const { name } = connection.phase;
  if (name === 'stopped') return stay(connection);
  if (isAnswer(event)) {
    if (name === 'stopping') return stop(connection);
    return isOut(connection) ? afterAnswer(connection, event, context) : stay(connection);
  }
  if (name === 'stopping') return stay(connection);
  switch (event.type) {
    case 'stopped':
      if (isOut(connection)) return cut({ ...connection, phase: { name: 'stopping' } });
      return stop(connection);
    case 'recorded':
      return name === 'idle' ? goOn(connection, context) : stay(connection);
    case 'looked-at': {
      const toPull = connection.toPull || (event.inUse && !connection.inUse);
      const turned = { ...connection, toPull, inUse: event.inUse };
      return name === 'idle' ? goOn(turned, context) : stay(turned);
    }
    case 'hinted': {
      const curious = { ...connection, toPull: true };
      return name === 'idle' ? goOn(curious, context) : stay(curious);
    }
    case 'asked':
    case 'woke': {
      const trouble = event.type === 'asked' ? null : connection.trouble;
      const curious = { ...connection, toPull: true, trouble };
      if (isOut(connection)) return stay(curious);
      return goOn({ ...curious, renewed: false }, context);
    }
    case 'went-online':
      return afterNetwork({ ...connection, online: true, toPull: true }, context);
    case 'went-offline': {
      const offline = { ...connection, online: false };
      if (isOut(connection)) return cut(offline);
      return name === 'needs-you' ? stay(offline) : rest(offline, { name: 'offline' }, probeMs);
    }
  }
}

type Answer = Extract<SyncEvent, { type: 'pushed' | 'pulled' | 'renewed' | 'failed' }>;

function isAnswer(event: SyncEvent): event is Answer {
  switch (event.type) {
    case 'pushed':
    case 'pulled':
    case 'renewed':
    case 'failed':
      return true;
    default:
      return false;
  }
}

function afterNetwork(connection: Connection, context: StepContext): Step {
  const { phase } = connection;
  // A cloud that asked for patience gets it, on whatever network.
  const unreached = phase.name === 'waiting' && phase.for === 'unreachable';
  if (phase.name !== 'offline' && !unreached) return stay(connection);
  return goOn({ ...connection, failures: 0, trouble: null }, context);
}

function afterAnswer(connection: Connection, answer: Answer, context: StepContext): Step {
  switch (answer.type) {
    case 'pushed':
      return answer.sent === 0
        ? goOn(connection, { ...context, waiting: 0 })
        : goOn({ ...wentWell(connection), toPull: true }, context);
    case 'pulled': {
      const toPull = connection.toPull || answer.more;
      const caughtUpAt = answer.more ? null : context.now;
      return goOn({ ...wentWell(connection), toPull, caughtUpAt }, context);
    }
    case 'renewed':
      return afterRenewal(connection, answer.outcome, context);
    case 'failed': {
      const curious = { ...connection, toPull: true };
      const { failure, size } = answer;
      if (failure.kind === 'unfit' && connection.phase.name === 'pushing') {
        if (size > 1) return push({ ...curious, batch: size >> 1 });
        return { connection: curious, effects: [{ do: 'refuse', reason: failure.reason }] };
      }
      // What is too much for this way or this time may pass in smaller parts.
      const batch = isAboutSize(failure) ? Math.max(1, size >> 1) : connection.batch;
      return afterFailure({ ...curious, batch }, failure, context);
    }
  }
}

function isAboutSize({ kind }: Failure): boolean {
  return kind === 'deadline' || kind === 'garbled' || kind === 'unfit';
}

function afterRenewal(connection: Connection, outcome: Renewal, context: StepContext): Step {
  switch (outcome) {
    case 'renewed':
      return goOn(connection, context);
    case 'unreachable':
      return afterFailure(connection, { kind: 'network' }, context);
    case 'ended':
      return needUser(connection, 'sign-in');
    case 'second-factor':
      return needUser(connection, 'second-factor');
  }
}

function afterFailure(connection: Connection, failure: Failure, context: StepContext): Step {
  // Whether the token is good stays open where asking for another one came to nothing.
  const renewed = connection.renewed && connection.phase.name !== 'renewing';
  const asBefore = { ...connection, renewed };
  switch (failure.kind) {
    case 'cut':
      return connection.online
        ? goOn(asBefore, context)
        : rest(asBefore, { name: 'offline' }, probeMs);
    case 'unauthorized':
      return renewed ? needUser(connection, 'sign-in') : renew(connection);
    case 'device-revoked':
      return needUser(connection, 'signed-out-elsewhere');
    case 'account-gone':
      return needUser(connection, 'account-gone');
    case 'too-many-devices':
      return needRoom(connection, failure.allowed);
    case 'network':
      return connection.online
        ? wait(asBefore, { for: 'unreachable', askedMs: 0 }, context)
        : rest(asBefore, { name: 'offline' }, probeMs);
    case 'deadline':
    case 'garbled':
    case 'unfit':
      return wait(asBefore, { for: 'unreachable', askedMs: 0 }, context);
    case 'busy':
      return wait(asBefore, { for: 'busy', askedMs: failure.afterMs }, context);
    case 'storage':
      if (failure.full) return needUser(asBefore, 'disk-full');
      return wait(asBefore, { for: 'busy', askedMs: 0 }, context);
  }
}

/** Sends what waits, hears what is new, each in its turn; rests where there is neither. */
function goOn(connection: Connection, context: StepContext): Step {
  const { phase, toPull } = connection;
  const pullsFirst = toPull && phase.name === 'pushing';
  if (context.waiting > 0 && !pullsFirst) return push(connection);
  if (toPull) {
    const pulling: Connection = { ...connection, phase: { name: 'pulling' }, toPull: false };
    return ask(pulling, { do: 'pull', limit: connection.batch });
  }
  return {
    connection: { ...connection, phase: { name: 'idle' } },
    effects: [{ do: 'wake', inMs: idleWaitMs(connection.inUse, context.random) }],
  };
}

function push(connection: Connection): Step {
  return ask(
    { ...connection, phase: { name: 'pushing' } },
    { do: 'push', limit: connection.batch },
  );
}

function renew(connection: Connection): Step {
  return ask({ ...connection, phase: { name: 'renewing' }, renewed: true }, { do: 'renew' });
}

function ask(connection: Connection, effect: Effect): Step {
  return { connection, effects: [{ do: 'wake', inMs: null }, effect] };
}

function wentWell(connection: Connection): Connection {
  const batch = Math.min(fullBatch, connection.batch * 2);
  return { ...connection, batch, failures: 0, renewed: false, trouble: null };
}

interface Wait {
  readonly for: 'unreachable' | 'busy';
  readonly askedMs: number;
}

function wait(connection: Connection, reason: Wait, { now, random }: StepContext): Step {
  const failures = connection.failures + 1;
  const inMs = retryWaitMs(failures, random, reason.askedMs);
  const phase = { name: 'waiting', for: reason.for, until: now + inMs } as const;
  return rest({ ...connection, failures }, phase, inMs);
}

type Reason = Exclude<Extract<Trouble, { name: 'needs-you' }>['reason'], 'too-many-devices'>;

function needUser(connection: Connection, reason: Reason): Step {
  // Somebody else may have been at fault, or has made room meanwhile.
  const mayPass = reason !== 'signed-out-elsewhere' && reason !== 'account-gone';
  return rest(connection, { name: 'needs-you', reason }, mayPass ? signInWaitMs : null);
}

/** Another device may be signed out at any time, or the plan be changed. */
function needRoom(connection: Connection, allowed: number | null): Step {
  return rest(connection, { name: 'needs-you', reason: 'too-many-devices', allowed }, signInWaitMs);
}

/** Where what is shown may be out of date. */
function rest(connection: Connection, phase: Trouble, inMs: number | null): Step {
  return {
    connection: { ...connection, phase, trouble: phase, caughtUpAt: null },
    effects: [{ do: 'wake', inMs }],
  };
}

function stay(connection: Connection): Step {
  return { connection, effects: [] };
}

function cut(connection: Connection): Step {
  return { connection, effects: [{ do: 'cut' }] };
}

function stop(connection: Connection): Step {
  return {
    connection: { ...connection, phase: { name: 'stopped' } },
    effects: [{ do: 'wake', inMs: null }],
  };
}
