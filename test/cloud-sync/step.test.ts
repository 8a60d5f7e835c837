import { expect, it } from 'vitest';
import {
  type Connection,
  type Effect,
  type SyncEvent,
  disconnected,
} from '../../electron/cloud/sync/connection.ts';
import { step } from '../../electron/cloud/sync/step.ts';

const minute = 60_000;

/** A connection to be told what happens; it answers with what it does. */
function start(waiting = 0) {
  let connection: Connection = disconnected;
  const tell = (event: SyncEvent, left = waiting): readonly Effect[] => {
    const taken = step(connection, event, { now: 1000, random: 0.5, waiting: left });
    connection = taken.connection;
    return taken.effects.filter((effect) => effect.do !== 'wake' || effect.inMs !== null);
  };
  return { tell, phase: () => connection.phase };
}

function failed(kind: 'deadline' | 'network', size: number): SyncEvent {
  return { type: 'failed', failure: { kind }, size };
}

it('halves a batch that takes too long, and doubles one that passes', () => {
  const { tell } = start(90);
  expect(tell({ type: 'went-online' })).toEqual([{ do: 'push', limit: 100 }]);
  expect(tell(failed('deadline', 90))).toEqual([{ do: 'wake', inMs: 500 }]);
  expect(tell({ type: 'woke' })).toEqual([{ do: 'push', limit: 45 }]);
  expect(tell(failed('network', 45))).toEqual([{ do: 'wake', inMs: 1000 }]);
  expect(tell({ type: 'woke' })).toEqual([{ do: 'push', limit: 45 }]);
  expect(tell({ type: 'pushed', sent: 45 })).toEqual([{ do: 'pull', limit: 90 }]);
  expect(tell({ type: 'pulled', more: false })).toEqual([{ do: 'push', limit: 100 }]);
});

it('finds the one operation that spoils a batch, without a wait', () => {
  const { tell } = start(4);
  const unfit: SyncEvent = {
    type: 'failed',
    failure: { kind: 'unfit', reason: 'invalid' },
    size: 4,
  };
  tell({ type: 'went-online' });
  expect(tell(unfit)).toEqual([{ do: 'push', limit: 2 }]);
  expect(tell({ ...unfit, size: 2 })).toEqual([{ do: 'push', limit: 1 }]);
  expect(tell({ ...unfit, size: 1 })).toEqual([{ do: 'refuse', reason: 'invalid' }]);
  expect(tell({ type: 'pushed', sent: 1 }, 3)).toEqual([{ do: 'pull', limit: 2 }]);
});

it('asks for another token once, and then for the user', () => {
  const { tell, phase } = start(1);
  const refused: SyncEvent = { type: 'failed', failure: { kind: 'unauthorized' }, size: 1 };
  tell({ type: 'went-online' });
  expect(tell(refused)).toEqual([{ do: 'renew' }]);
  expect(tell({ type: 'renewed', outcome: 'renewed' })).toEqual([{ do: 'push', limit: 100 }]);
  expect(tell(refused)).toEqual([{ do: 'wake', inMs: minute }]);
  expect(phase()).toEqual({ name: 'needs-you', reason: 'sign-in' });
  expect(tell({ type: 'recorded' })).toEqual([]);
  expect(tell({ type: 'asked' })).toEqual([{ do: 'push', limit: 100 }]);
});

it('waits longer from failure to failure, up to a limit', () => {
  const { tell } = start(1);
  tell({ type: 'went-online' });
  const waits = Array.from({ length: 12 }, () => {
    const [effect] = tell(failed('network', 1));
    tell({ type: 'woke' });
    return effect?.do === 'wake' ? effect.inMs : null;
  });
  expect(waits.slice(0, 5)).toEqual([500, 1000, 2000, 4000, 8000]);
  expect(waits.slice(-2)).toEqual([2.5 * minute, 2.5 * minute]);
});

it('asks the cloud less often while nobody looks, and at once when somebody does', () => {
  const { tell } = start();
  tell({ type: 'went-online' });
  expect(tell({ type: 'pulled', more: false })).toEqual([{ do: 'wake', inMs: minute }]);
  expect(tell({ type: 'looked-at', inUse: false })).toEqual([{ do: 'wake', inMs: 10 * minute }]);
  expect(tell({ type: 'looked-at', inUse: true })).toEqual([{ do: 'pull', limit: 100 }]);
});

it('cuts what is out when the network goes, and goes on when it comes back before the answer', () => {
  const { tell, phase } = start(1);
  tell({ type: 'went-online' });
  expect(tell({ type: 'went-offline' })).toEqual([{ do: 'cut' }]);
  expect(tell({ type: 'went-online' })).toEqual([]);
  const cut: SyncEvent = { type: 'failed', failure: { kind: 'cut' }, size: 1 };
  expect(tell(cut)).toEqual([{ do: 'pull', limit: 100 }]);
  tell({ type: 'went-offline' });
  tell(cut);
  expect(phase()).toEqual({ name: 'offline' });
});

it.each([
  [
    { kind: 'too-many-devices', allowed: 2 },
    { reason: 'too-many-devices', allowed: 2 },
  ],
  [{ kind: 'storage', full: true }, { reason: 'disk-full' }],
] as const)('says what the user has to make room for, and tries again: %j', (failure, needed) => {
  const { tell, phase } = start(1);
  tell({ type: 'went-online' });
  expect(tell({ type: 'failed', failure, size: 1 })).toEqual([{ do: 'wake', inMs: minute }]);
  expect(phase()).toEqual({ name: 'needs-you', ...needed });
  expect(tell({ type: 'woke' })).toEqual([{ do: 'push', limit: 100 }]);
});
