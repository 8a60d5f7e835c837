import { z } from 'zod';
import type { AccountId } from '../contract/account.ts';
import { jsonColumn } from '../library/json-column.ts';
import type { Store } from '../library/store.ts';
import type { HeardRow } from './lay-over.ts';
import type { Numbers } from './replica.ts';
import type { HeardName } from './row-name.ts';

/** The cloud's rows as last heard. Each call joins the caller's transaction. */
export interface Mirror {
  get(row: HeardName): MirrorRow | null;
  put(row: HeardName, heard: HeardRow, readable: boolean): void;
  drop(row: HeardName): void;
  /** A snapshot begins: nothing is sure until it has come again. */
  markStale(account: AccountId): void;
  /** Of the stale rows, those that a restored server has no more as they are here. */
  markLost(account: AccountId, lost: readonly Numbers[]): void;
  unsure(
    account: AccountId,
  ): readonly (MirrorRow & { readonly kind: string; readonly key: string })[];
  /** Rows that nothing here can use. */
  unreadable(account: AccountId): number;
  isUnsynced(row: HeardName): boolean;
  setUnsynced(row: HeardName, unsynced: boolean): void;
}

const flag = z.number().transform((value) => value === 1);

/** Of the column "stale", by its value. */
const standings = ['sure', 'stale', 'lost'] as const;

const rowSchema = z.object({
  seq: z.number(),
  deleted: flag,
  fields: jsonColumn(z.record(z.string(), z.unknown())),
  standing: z.number().transform((stale) => standings[stale] ?? 'stale'),
});
export type MirrorRow = z.infer<typeof rowSchema>;

const unsureSchema = z.array(rowSchema.extend({ kind: z.string(), key: z.string() }));

const columns = 'seq, deleted, fields, stale as standing';
const sameRow = 'account = ? and kind = ? and key = ?';

export function createMirror(store: Store): Mirror {
  const named = ({ account, kind, key }: HeardName) => [account, kind, key] as const;

  return {
    get: (row) =>
      rowSchema
        .nullable()
        .parse(
          store.get(`select ${columns} from synced_rows where ${sameRow}`, ...named(row)) ?? null,
        ),
    put: (row, { seq, deleted, fields }, readable) => {
      store.run(
        `insert into synced_rows (account, kind, key, seq, deleted, fields, readable)
         values (?, ?, ?, ?, ?, ?, ?)
         on conflict do update set seq = excluded.seq, deleted = excluded.deleted,
           fields = excluded.fields, readable = excluded.readable, stale = 0`,
        ...named(row),
        seq,
        deleted ? 1 : 0,
        JSON.stringify(fields),
        readable ? 1 : 0,
      );
    },
    drop: (row) => {
      store.run(`delete from synced_rows where ${sameRow}`, ...named(row));
    },
    markStale: (account) => {
      store.run('update synced_rows set stale = 1 where account = ? and stale = 0', account);
    },
    markLost: (account, lost) => {
      for (const numbers of lost) {
        // Entries of the ledger come without their numbers.
        store.run(
          `update synced_rows set stale = 2
           where account = ? and stale = 1 and (kind = 'usage' or seq > ? and seq <= ?)`,
          account,
          ...numbers,
        );
      }
    },
    unsure: (account) =>
      unsureSchema.parse(
        store.all(
          `select kind, key, ${columns} from synced_rows where account = ? and stale > 0`,
          account,
        ),
      ),
    unreadable: (account) =>
      z
        .object({ count: z.number() })
        .parse(
          store.get(
            'select count(*) as count from synced_rows where account = ? and readable = 0',
            account,
          ),
        ).count,
    isUnsynced: (row) =>
      store.get(`select 1 from unsynced where ${sameRow}`, ...named(row)) !== undefined,
    setUnsynced: (row, unsynced) => {
      store.run(
        unsynced
          ? 'insert or ignore into unsynced (account, kind, key) values (?, ?, ?)'
          : `delete from unsynced where ${sameRow}`,
        ...named(row),
      );
    },
  };
}
