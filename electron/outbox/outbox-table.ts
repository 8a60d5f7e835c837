import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type AccountId, accountIdSchema } from '../contract/account.ts';
import { idSchema } from '../contract/ids.ts';
import { type RefusalReason, refusalReasonSchema, syncedKindSchema } from '../contract/sync.ts';
import { jsonColumn } from '../library/json-column.ts';
import type { Store } from '../library/store.ts';
import type { Edit, QueuedEdit } from './lay-over.ts';
import type { Numbers } from './replica.ts';
import type { RowName } from './row-name.ts';

/** Operations on disk, in the order in which they were made. Each call joins the caller's transaction. */
export interface OutboxTable {
  /** What the cloud has yet to take, or to tell back, of one row; what is told again comes first. */
  ofRow(row: RowName): readonly Queued[];
  add(row: RowName, edit: Edit, known: Pick<Queued, 'baseSeq' | 'was'>): void;
  rewrite(opId: string, edit: Edit): void;
  drop(opId: string): void;
  /** The oldest that wait for an answer; from now on their content is fixed. */
  send(account: AccountId, limit: number): readonly Queued[];
  get(opId: string): Queued | null;
  count(account: AccountId, state: 'waiting' | 'refused'): number;
  taken(opId: string, seq: number): void;
  /** Drops those that the cloud took under a number up to this one; returns which. */
  dropTaken(account: AccountId, upTo: number): readonly Queued[];
  /** What the cloud took under a lost number is sent again; nothing is based on such a one. */
  beginAgain(account: AccountId, lost: readonly Numbers[]): void;
  refuse(opId: string, reason: RefusalReason): void;
  refused(account: AccountId): readonly Refused[];
  refusedOfRow(row: RowName): readonly Refused[];
}

const queuedSchema = z.object({
  opId: idSchema,
  account: accountIdSchema,
  n: z.number(),
  kind: syncedKindSchema,
  key: z.string(),
  deleted: z.number().transform((flag) => flag === 1),
  fields: jsonColumn(z.record(z.string(), z.unknown())),
  baseSeq: z.number().nullable(),
  state: z.enum(['new', 'sent', 'taken']),
  seq: z.number().nullable(),
  was: z.number().nullable(),
});
export type Queued = z.infer<typeof queuedSchema> & QueuedEdit;

const refusedSchema = queuedSchema.extend({
  state: z.literal('refused'),
  reason: refusalReasonSchema,
  changedAt: z.number(),
});
export type Refused = z.infer<typeof refusedSchema>;

const columns = `op_id as opId, account, n, kind, key, deleted, fields, base_seq as baseSeq, state,
  seq, was, reason, changed_at as changedAt`;

/** What a restored server has to have before what was said since. */
const inOrder = 'order by was is null, n';

const sameRow = 'account = ? and kind = ? and key = ?';

export function createOutboxTable(store: Store, now: () => number): OutboxTable {
  const numberRow = z.object({ n: z.number() });

  /** Begins at the clock's milliseconds: a library that begins anew never counts what was sent again. */
  function nextNumber(account: AccountId): number {
    return numberRow.parse(
      store.get(
        `insert into sync_state (account, next_n) values (?, ? + 1)
         on conflict do update set next_n = next_n + 1 returning next_n - 1 as n`,
        account,
        now(),
      ),
    ).n;
  }

  return {
    ofRow: ({ account, kind, key }) =>
      z
        .array(queuedSchema)
        .parse(
          store.all(
            `select ${columns} from outbox where ${sameRow} and state <> 'refused' ${inOrder}`,
            account,
            kind,
            key,
          ),
        ),
    add: ({ account, kind, key }, { deleted, fields }, { baseSeq, was }) => {
      store.run(
        `insert into outbox
           (op_id, account, n, kind, key, deleted, fields, base_seq, was, state, changed_at)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'new', ?)`,
        randomUUID(),
        account,
        nextNumber(account),
        kind,
        key,
        deleted ? 1 : 0,
        JSON.stringify(fields),
        baseSeq,
        was,
        now(),
      );
    },
    rewrite: (opId, { fields }) => {
      store.run(
        'update outbox set fields = ?, changed_at = ? where op_id = ?',
        JSON.stringify(fields),
        now(),
        opId,
      );
    },
    drop: (opId) => {
      store.run('delete from outbox where op_id = ?', opId);
    },
    send: (account, limit) =>
      store.transaction(() => {
        const rows = z.array(queuedSchema).parse(
          store.all(
            `select ${columns} from outbox where account = ? and state in ('new', 'sent')
               ${inOrder} limit ?`,
            account,
            limit,
          ),
        );
        for (const { opId, state } of rows) {
          if (state === 'new') {
            store.run("update outbox set state = 'sent' where op_id = ?", opId);
          }
        }
        return rows;
      }),
    get: (opId) =>
      queuedSchema
        .nullable()
        .catch(null)
        .parse(
          store.get(`select ${columns} from outbox where op_id = ? and state <> 'refused'`, opId) ??
            null,
        ),
    count: (account, state) =>
      numberRow.parse(
        store.get(
          `select count(*) as n from outbox where account = ? and state in ${
            state === 'waiting' ? "('new', 'sent')" : "('refused')"
          }`,
          account,
        ),
      ).n,
    taken: (opId, seq) => {
      store.run("update outbox set state = 'taken', seq = ? where op_id = ?", seq, opId);
    },
    dropTaken: (account, upTo) =>
      z.array(queuedSchema).parse(
        store.all(
          `delete from outbox where account = ? and state = 'taken' and seq <= ?
             returning ${columns}`,
          account,
          upTo,
        ),
      ),
    beginAgain: (account, lost) => {
      for (const numbers of lost) {
        store.run(
          `update outbox set state = 'sent', was = seq, seq = null
           where account = ? and state = 'taken' and seq > ? and seq <= ?`,
          account,
          ...numbers,
        );
        store.run(
          `update outbox set base_seq = null
           where account = ? and state in ('new', 'sent') and base_seq > ? and base_seq <= ?`,
          account,
          ...numbers,
        );
      }
    },
    refuse: (opId, reason) => {
      store.run("update outbox set state = 'refused', reason = ? where op_id = ?", reason, opId);
    },
    refused: (account) =>
      z
        .array(refusedSchema)
        .parse(
          store.all(
            `select ${columns} from outbox where account = ? and state = 'refused' order by n`,
            account,
          ),
        ),
    refusedOfRow: ({ account, kind, key }) =>
      z
        .array(refusedSchema)
        .parse(
          store.all(
            `select ${columns} from outbox where ${sameRow} and state = 'refused' order by n`,
            account,
            kind,
            key,
          ),
        ),
  };
}
