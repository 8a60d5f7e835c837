import type { SyncStatus } from '../../contract/sync.ts';
import type { Connection } from './connection.ts';

export interface Counts {
  readonly waiting: number;
  readonly refused: number;
}

/** What the window says of a connection. Looking for news is not worth a word, finding some is. */
export function statusOf(connection: Connection, { waiting, refused }: Counts): SyncStatus {
  const { phase, caughtUpAt } = connection;
  switch (phase.name) {
    case 'stopping':
    case 'stopped':
      return { state: 'off' };
    case 'offline':
      return { state: 'offline', waiting, retryAt: null, reason: 'no-network' };
    case 'waiting':
      return { state: 'offline', waiting, retryAt: phase.until, reason: phase.for };
    case 'needs-you':
      return { state: 'needs-you', waiting, reason: phase.reason, refused };
    case 'idle':
    case 'pushing':
    case 'pulling':
    case 'renewing':
      if (waiting > 0 || caughtUpAt === null) {
        // A try although the system says that there is no network promises nothing.
        return connection.online || caughtUpAt !== null
          ? { state: 'syncing', waiting }
          : { state: 'offline', waiting, retryAt: null, reason: 'no-network' };
      }
      return refused > 0
        ? { state: 'needs-you', waiting, reason: 'refused', refused }
        : { state: 'up-to-date', at: caughtUpAt };
  }
}
