import { expect, it } from 'vitest';
import { type Connection, disconnected } from '../../electron/cloud/sync/connection.ts';
import { statusOf } from '../../electron/cloud/sync/sync-status.ts';
import type { SyncStatus } from '../../electron/contract/sync.ts';

const waitingUntil = { name: 'waiting', for: 'busy', until: 9 } as const;
const caughtUp: Partial<Connection> = { caughtUpAt: 5 };
const upToDate: SyncStatus = { state: 'up-to-date', at: 5 };
const offline = { state: 'offline', retryAt: null, reason: 'no-network' } as const;
const busy = { state: 'offline', retryAt: 9, reason: 'busy' } as const;
const signIn = { state: 'needs-you', reason: 'sign-in' } as const;

interface Case {
  readonly connection: Partial<Connection>;
  readonly waiting?: number;
  readonly refused?: number;
  readonly status: SyncStatus;
}

const cases: Readonly<Record<string, Case>> = {
  'all is heard and sent': {
    connection: { ...caughtUp, phase: { name: 'idle' } },
    status: upToDate,
  },
  'it looks for news': {
    connection: { ...caughtUp, phase: { name: 'pulling' } },
    status: upToDate,
  },
  'there are news': {
    connection: { phase: { name: 'pulling' } },
    status: { state: 'syncing', waiting: 0 },
  },
  'something is sent': {
    connection: { ...caughtUp, phase: { name: 'pushing' } },
    waiting: 3,
    status: { state: 'syncing', waiting: 3 },
  },
  'something was refused': {
    connection: { ...caughtUp, phase: { name: 'idle' } },
    refused: 2,
    status: { state: 'needs-you', waiting: 0, reason: 'refused', refused: 2 },
  },
  'there is no network': {
    connection: { phase: { name: 'offline' } },
    waiting: 3,
    status: { ...offline, waiting: 3 },
  },
  'the cloud asked for patience': {
    connection: { phase: waitingUntil },
    waiting: 3,
    status: { ...busy, waiting: 3 },
  },
  'it is tried once more': {
    connection: { phase: { name: 'pushing' }, trouble: waitingUntil },
    waiting: 3,
    status: { ...busy, waiting: 3 },
  },
  'the session is over': {
    connection: { phase: { name: 'needs-you', reason: 'sign-in' } },
    waiting: 3,
    refused: 1,
    status: { ...signIn, waiting: 3, refused: 1 },
  },
  'the plan has no room for this device': {
    connection: { phase: { name: 'needs-you', reason: 'too-many-devices', allowed: 2 } },
    waiting: 3,
    status: {
      state: 'needs-you',
      reason: 'too-many-devices',
      waiting: 3,
      refused: 0,
      allowedDevices: 2,
    },
  },
  'it is stopped': { connection: { phase: { name: 'stopped' } }, status: { state: 'off' } },
};

it.each(Object.entries(cases))('says so where %s', (_name, given) => {
  const { connection, status, waiting = 0, refused = 0 } = given;
  expect(statusOf({ ...disconnected, ...connection }, { waiting, refused })).toEqual(status);
});
