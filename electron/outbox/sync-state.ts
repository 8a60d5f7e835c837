import { z } from 'zod';
import type { AccountId } from '../contract/account.ts';
import { jsonColumn } from '../library/json-column.ts';
import type { Store } from '../library/store.ts';
import type { Compared } from './synced-settings.ts';

/** How far an account's sync has come on this device. Each call joins the caller's transaction. */
export interface SyncStates {
  get(account: AccountId): SyncState;
  set(account: AccountId, changes: Partial<SyncState>): void;
}

export interface SyncState {
  /** As the cloud gave it; null: nothing was pulled yet. */
  readonly cursor: unknown;
  /** Whose numbers the rows and operations here have; null: they have none. */
  readonly epoch: string | null;
  /** A pull has come to its end. */
  readonly hasPulled: boolean;
  /** The user keeps the work made without an account apart from this one. */
  readonly leftLocal: boolean;
  /** What each setting was here and there when both were last compared. */
  readonly settings: Readonly<Record<string, Compared>>;
}

const flag = z.number().transform((value) => value === 1);

const stateSchema = z.object({
  cursor: jsonColumn(z.unknown()).nullable(),
  epoch: z.string().nullable(),
  hasPulled: flag,
  leftLocal: flag,
  settings: jsonColumn(
    z.record(z.string(), z.object({ here: z.unknown().optional(), there: z.unknown().optional() })),
  ),
});

const fresh: SyncState = {
  cursor: null,
  epoch: null,
  hasPulled: false,
  leftLocal: false,
  settings: {},
};

export function createSyncStates(store: Store, now: () => number): SyncStates {
  function get(account: AccountId): SyncState {
    const row = store.get(
      `select cursor, epoch, pulled as hasPulled, left_local as leftLocal, settings
       from sync_state where account = ?`,
      account,
    );
    return row === undefined ? fresh : stateSchema.parse(row);
  }

  return {
    get,
    set: (account, changes) => {
      const { cursor, epoch, hasPulled, leftLocal, settings } = { ...get(account), ...changes };
      store.run(
        `insert into sync_state
           (account, next_n, cursor, epoch, pulled, left_local, settings)
         values (?, ?, ?, ?, ?, ?, ?)
         on conflict do update set cursor = excluded.cursor, epoch = excluded.epoch,
           pulled = excluded.pulled, left_local = excluded.left_local,
           settings = excluded.settings`,
        account,
        now(),
        JSON.stringify(cursor),
        epoch,
        hasPulled ? 1 : 0,
        leftLocal ? 1 : 0,
        JSON.stringify(settings),
      );
    },
  };
}

const cursorSchema = z.object({
  epoch: z.string(),
  seq: z.int().nonnegative(),
  /** There while a snapshot is under way. */
  after: z.unknown().optional(),
});

/** What the cursor tells; null where it tells nothing. It is never made here, only handed back. */
export function readCursor(cursor: unknown): z.infer<typeof cursorSchema> | null {
  return cursorSchema.nullable().catch(null).parse(cursor);
}

/** The last number that was surely heard; -1 while a snapshot is under way. */
export function heardUpTo(cursor: unknown): number {
  const known = readCursor(cursor);
  return known === null || known.after !== undefined ? -1 : known.seq;
}
