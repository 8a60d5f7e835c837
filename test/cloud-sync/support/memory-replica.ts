import { randomUUID } from 'node:crypto';
import type { AccountId } from '../../../electron/contract/account.ts';
import type { SyncedKind } from '../../../electron/contract/sync.ts';
import type { Change, Operation, Replica } from '../../../electron/outbox/replica.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface Edit {
  readonly kind: SyncedKind;
  readonly key: string;
  readonly fields?: Fields;
  readonly deleted?: boolean;
}

interface Row {
  readonly seq: number;
  readonly fields: Fields;
}

/** An outbox and a mirror as simple as the protocol allows, which a test looks into. */
export interface MemoryReplica extends Replica {
  record(edit: Edit): Operation;
  /** Rows as they are shown, by `kind/key`: what the cloud said, and what waits laid over it. */
  shown(): Readonly<Record<string, Fields>>;
  readonly refusals: ReadonlyMap<string, string>;
  /** How often an operation was acknowledged: never more than once. */
  readonly acknowledged: ReadonlyMap<string, number>;
  /** Each call fails until it is called without a failure. */
  breakWith(failure: Error | undefined): void;
}

export function createMemoryReplica(account: AccountId): MemoryReplica {
  const rows = new Map<string, Row>();
  const outbox: Operation[] = [];
  const refusals = new Map<string, string>();
  const acknowledged = new Map<string, number>();
  const made = new Set<string>();
  let n = 0;
  let cursor: unknown = null;
  let broken: Error | undefined;

  function check(): void {
    if (broken !== undefined) throw broken;
  }

  function layOver({ kind, key, deleted, fields }: Edit | Change, seq: number): void {
    const name = `${kind}/${key}`;
    if (deleted === true) rows.delete(name);
    else rows.set(name, { seq, fields: { ...rows.get(name)?.fields, ...fields } });
  }

  return {
    account,
    refusals,
    acknowledged,
    breakWith: (failure) => void (broken = failure),
    record(edit) {
      const name = `${edit.kind}/${edit.key}`;
      n += 1;
      const base_seq = rows.get(name)?.seq ?? (made.has(name) ? 0 : null);
      const operation = { ...edit, op_id: randomUUID(), n, base_seq };
      made.add(name);
      outbox.push(operation);
      return operation;
    },
    shown() {
      const shown = new Map([...rows].map(([name, { fields }]) => [name, fields]));
      for (const { kind, key, deleted, fields } of outbox) {
        const name = `${kind}/${key}`;
        if (deleted === true) shown.delete(name);
        else shown.set(name, { ...shown.get(name), ...fields });
      }
      return Object.fromEntries(shown);
    },
    pending(limit) {
      check();
      return outbox.slice(0, limit);
    },
    waiting() {
      check();
      return outbox.length;
    },
    refused: () => refusals.size,
    settle({ answers }) {
      check();
      for (const answer of answers) {
        const place = outbox.findIndex(({ op_id }) => op_id === answer.op_id);
        if (place >= 0) outbox.splice(place, 1);
        if (answer.status === 'rejected') refusals.set(answer.op_id, answer.reason);
        else acknowledged.set(answer.op_id, (acknowledged.get(answer.op_id) ?? 0) + 1);
      }
    },
    cursor() {
      check();
      return cursor;
    },
    take({ replaces, changes, next }) {
      check();
      if (replaces) rows.clear();
      for (const change of changes) layOver(change, change.seq);
      cursor = next;
    },
  };
}
