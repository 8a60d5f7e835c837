import { randomUUID } from 'node:crypto';
import type postgres from 'postgres';
import { asUser } from '../../database/support/people.ts';

/** What the database holds of one user, read past everything that answers for it. */
export interface SyncServer {
  /** Living rows by `kind/key`; the ledger is left out. */
  rows(): Promise<Readonly<Record<string, unknown>>>;
  ledger(): Promise<{ readonly entries: readonly string[]; readonly sum: number }>;
  /** Operations of a device that the log has, each as often as it stands there. */
  logged(device: string): Promise<readonly string[]>;
  /** Rows that were deleted and then written again. */
  risen(): Promise<readonly string[]>;
  /** A push of another device that holds the user's lock for so long before it commits. */
  pushSlowly(device: string, key: string, ms: number): Promise<void>;
  /** Forgets the log and the tombstones, as after 90 days. */
  forget(): Promise<void>;
  /** Another epoch: as after a restore that lost nothing. */
  startEpoch(): Promise<void>;
  /** Remembers everything, for `restore`. */
  backUp(): Promise<void>;
  /** Everything as it was at the backup, under another epoch. */
  restore(): Promise<void>;
}

const tables = ['assets', 'jobs', 'recipes', 'settings', 'sync_ops', 'usage_ledger'] as const;

/** Generated columns take no values. */
const columnsOf: Readonly<Record<(typeof tables)[number], string>> = {
  assets: 'user_id, key, fields, field_seqs, seq, created_at, deleted_at',
  jobs: 'user_id, key, fields, field_seqs, seq, created_at, deleted_at',
  recipes: 'user_id, key, fields, field_seqs, seq, created_at, deleted_at',
  settings: 'user_id, key, fields, field_seqs, seq, created_at, deleted_at',
  sync_ops:
    'user_id, seq, op_id, device_id, n, kind, key, deleted, fields, overwritten, hash, created_at',
  usage_ledger:
    'user_id, id, device_id, job_id, provider, model, operation, cost_micro_usd, simulated, corrects, occurred_at, recorded_at',
};

/** @param sql connections of the superuser: a ledger is put back past its triggers */
export function syncServer(sql: postgres.Sql, user: string): SyncServer {
  return {
    async rows() {
      const rows = await sql<{ name: string; fields: unknown }[]>`
        select 'asset/' || key as name, fields from public.assets
          where user_id = ${user} and deleted_at is null
        union all select 'job/' || key, fields from public.jobs
          where user_id = ${user} and deleted_at is null
        union all select 'recipe/' || key, fields from public.recipes
          where user_id = ${user} and deleted_at is null
        union all select 'setting/' || key, fields from public.settings
          where user_id = ${user} and deleted_at is null`;
      return Object.fromEntries(rows.map(({ name, fields }) => [name, fields]));
    },
    async ledger() {
      const rows = await sql<{ id: string; cost: number }[]>`
        select id, cost_micro_usd::integer as cost from public.usage_ledger
        where user_id = ${user}`;
      return {
        entries: rows.map(({ id }) => id),
        sum: rows.reduce((sum, { cost }) => sum + cost, 0),
      };
    },
    async logged(device) {
      const rows = await sql<{ op_id: string }[]>`
        select op_id from public.sync_ops where user_id = ${user} and device_id = ${device}`;
      return rows.map(({ op_id: id }) => id);
    },
    async risen() {
      const rows = await sql<{ name: string }[]>`
        select later.kind || '/' || later.key as name
        from public.sync_ops as later join public.sync_ops as earlier using (user_id, kind, key)
        where user_id = ${user} and earlier.deleted and not later.deleted
          and later.seq > earlier.seq`;
      return rows.map(({ name }) => name);
    },
    async pushSlowly(device, key, ms) {
      await asUser(sql, user, async (transaction) => {
        const op = {
          op_id: randomUUID(),
          n: Date.now(),
          kind: 'setting' as const,
          key,
          fields: { value: 'slow' },
        };
        await transaction`select public.sync_push(${device}, ${transaction.json([op])})`;
        await transaction`select pg_sleep(${ms / 1000})`;
      });
    },
    async forget() {
      await sql`select private.sync_prune('0 seconds')`;
    },
    async startEpoch() {
      await sql`select private.sync_start_epoch()`;
    },
    async backUp() {
      await sql`create schema if not exists backup`;
      for (const table of [...tables, 'sync_head']) {
        await sql.unsafe(`drop table if exists backup.${table}`);
        await sql.unsafe(
          `create table backup.${table} as select * from public.${table} where user_id = $1`,
          [user],
        );
      }
    },
    async restore() {
      await sql.begin(async (transaction) => {
        await transaction.unsafe('set local session_replication_role = replica');
        for (const table of tables) {
          await transaction.unsafe(`delete from public.${table} where user_id = $1`, [user]);
          const columns = columnsOf[table];
          await transaction.unsafe(
            `insert into public.${table} (${columns}) select ${columns} from backup.${table}`,
          );
        }
        await transaction`
          update public.sync_head as head
          set seq = kept.seq, min_cursor = kept.min_cursor, lost = kept.lost
          from backup.sync_head as kept where head.user_id = kept.user_id`;
        await transaction`select private.sync_start_epoch()`;
      });
    },
  };
}
