import { randomUUID } from 'node:crypto';
import type { Sql } from './server.ts';
import { type Change, type Cursor, type Operation, pull, push } from './sync.ts';

type Fields = NonNullable<Operation['fields']>;

interface Row {
  readonly seq: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Edit {
  readonly kind: Operation['kind'];
  readonly key: string;
  readonly fields: Fields;
}

/** A device as simple as the protocol allows: an outbox, a cursor, and what it was told. */
export interface Device {
  readonly id: string;
  readonly rows: ReadonlyMap<string, Row>;
  readonly outbox: readonly Operation[];
  /** Ids of operations that the server said it has. */
  readonly acknowledged: ReadonlySet<string>;
  readonly rejected: ReadonlyMap<string, string>;
  edit(edit: Edit): void;
  remove(kind: Operation['kind'], key: string): void;
  push(request: { readonly count: number; readonly answer: 'heard' | 'lost' }): Promise<void>;
  pull(limit: number): Promise<boolean>;
}

export function createDevice(sql: Sql, user: string): Device {
  const id = randomUUID();
  const rows = new Map<string, Row>();
  const outbox: Operation[] = [];
  const acknowledged = new Set<string>();
  const rejected = new Map<string, string>();
  /** Rows that this device has made, known to the server or not. */
  const made = new Set<string>();
  let n = 0;
  let cursor: Cursor = null;

  function enqueue(op: Pick<Operation, 'kind' | 'key' | 'fields' | 'deleted'>): void {
    n += 1;
    const name = `${op.kind}/${op.key}`;
    const base = rows.get(name)?.seq ?? (made.has(name) ? 0 : null);
    outbox.push({ ...op, op_id: randomUUID(), n, base_seq: base });
  }

  function take(change: Change): void {
    const name = `${change.kind}/${change.key}`;
    if (change.deleted) {
      rows.delete(name);
      return;
    }
    const fields = { ...rows.get(name)?.fields, ...change.fields };
    rows.set(name, { seq: change.seq, fields });
  }

  return {
    id,
    rows,
    outbox,
    acknowledged,
    rejected,
    edit({ kind, key, fields }) {
      enqueue({ kind, key, fields });
      made.add(`${kind}/${key}`);
    },
    remove(kind, key) {
      if (rows.has(`${kind}/${key}`)) enqueue({ kind, key, deleted: true });
    },
    async push({ count, answer }) {
      const ops = outbox.slice(0, count);
      const { answers } = await push(sql, { user, device: id, ops });
      if (answer === 'lost') return;
      answers.forEach((given, index) => {
        const op = ops[index];
        if (op === undefined) return;
        if (given.status === 'rejected') rejected.set(op.op_id, given.reason);
        else acknowledged.add(op.op_id);
      });
      outbox.splice(0, ops.length);
    },
    async pull(limit) {
      const asked = cursor;
      const { mode, changes, next, more } = await pull(sql, { user, cursor: asked, limit });
      // The first page of a snapshot replaces what was known.
      const continues = asked?.after !== undefined && asked.epoch === next?.epoch;
      if (mode === 'snapshot' && !(continues && asked.seq === next.seq)) rows.clear();
      for (const change of changes) take(change);
      cursor = next;
      return more;
    },
  };
}
