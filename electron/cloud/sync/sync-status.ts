import type { SyncStatus } from '../../contract/sync.ts';
import type { Connection, Trouble } from './connection.ts';

export interface Counts {
  readonly waiting: number;
  readonly refused: number;
}

/**
 * What the window says of a connection. Looking for news is not worth a word, finding some is; and
 * trouble is shown until it is over, not taken back for each try.
 */
export function statusOf(connection: Connection, counts: Counts): SyncStatus {
  const { phase, trouble, caughtUpAt } = connection;
  const { waiting, refused } = counts;
  switch (phase.name) {
    case 'stopping':
    case 'stopped':
      return { state: 'off' };
    case 'offline':
    case 'waiting':
    case 'needs-you':
      return statusIn(phase, counts);
    case 'idle':
    case 'pushing':
    case 'pulling':
    case 'renewing':
      if (trouble !== null) return statusIn(trouble, counts);
      if (waiting > 0 || caughtUpAt === null) return { state: 'syncing', waiting };
      return refused > 0
        ? { state: 'needs-you', waiting, reason: 'refused', refused }
        : { state: 'up-to-date', at: caughtUpAt };
  }
}

function statusIn(trouble: Trouble, counts: Counts): SyncStatus {
  const { waiting, refused } = counts;
  switch (trouble.name) {
    case 'offline':
      return { state: 'offline', waiting, retryAt: null, reason: 'no-network' };
    case 'waiting':
      return { state: 'offline', waiting, retryAt: trouble.until, reason: trouble.for };
    case 'needs-you':
      return {
        state: 'needs-you',
        waiting,
        reason: trouble.reason,
        refused,
        ...(trouble.reason === 'too-many-devices' && trouble.allowed !== null
          ? { allowedDevices: trouble.allowed }
          : {}),
      };
  }
}
