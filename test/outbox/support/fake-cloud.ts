import { randomUUID } from 'node:crypto';
import type { Answer, Change, Operation, Page } from '../../../electron/outbox/replica.ts';

/**
 * The rules of `sync_push` and `sync_pull` for one user, in memory: so that thousands of interleavings
 * can be tried in a second. That the rules are the server's is shown by the tests against it.
 */
export interface FakeCloud {
  push(ops: readonly Operation[]): readonly Answer[];
  pull(cursor: unknown, limit?: number): Page;
  /** Living rows, by "kind/key". */
  rows(): ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  /** Forgets the log and the tombstones: whoever is behind takes a snapshot. */
  prune(): void;
  backUp(): () => void;
}

interface Row {
  seq: number;
  deleted: boolean;
  fields: Readonly<Record<string, unknown>>;
}

interface Cursor {
  readonly epoch: string;
  readonly seq: number;
  readonly after?: string;
}

interface LogEntry extends Change {
  readonly op_id: string;
  /** What the operation said, as against what took effect. */
  readonly said: string;
}

interface State {
  epoch: string;
  seq: number;
  minCursor: number;
  rows: Map<string, Row>;
  log: readonly LogEntry[];
}

const stages = [
  'queued paused waiting',
  'preparing',
  'running',
  'saving',
  'unknown',
  'done failed cancelled',
];

export function createFakeCloud(): FakeCloud {
  let state: State = { epoch: randomUUID(), seq: 0, minCursor: 0, rows: new Map(), log: [] };

  function take(op: Operation): Answer {
    const logged = state.log.find(({ op_id }) => op_id === op.op_id);
    if (logged !== undefined && logged.said === saidBy(op)) {
      return { op_id: op.op_id, status: 'dup', seq: logged.seq };
    }
    if (logged !== undefined) {
      return { op_id: op.op_id, status: 'rejected', reason: 'idempotency_mismatch' };
    }
    const name = `${op.kind}/${op.key}`;
    const known = state.rows.get(name);
    const reason = refusal(op, known);
    if (reason !== null) return { op_id: op.op_id, status: 'rejected', reason };
    state.seq += 1;
    const { seq } = state;
    const given =
      op.kind === 'job' && known?.deleted === false && !movesOn(known.fields, op.fields ?? {})
        ? {}
        : (op.fields ?? {});
    const deleted = op.deleted === true;
    if (!deleted) {
      const before = known?.deleted === false ? known.fields : {};
      state.rows.set(name, { seq, deleted: false, fields: { ...before, ...given } });
    } else if (known !== undefined) {
      state.rows.set(name, { seq, deleted: true, fields: {} });
    }
    const change = {
      op_id: op.op_id,
      said: saidBy(op),
      seq,
      kind: op.kind,
      key: op.key,
      deleted,
      fields: deleted ? {} : given,
    };
    state.log = [...state.log, change];
    return { op_id: op.op_id, status: 'ok', seq };
  }

  function snapshot(at: number, after: string | undefined, limit: number): Page {
    const living = [...state.rows]
      .filter(([name, row]) => !row.deleted && (after === undefined || name > after))
      .sort(([left], [right]) => (left < right ? -1 : 1));
    const page = living.slice(0, limit);
    const last = page.at(-1)?.[0];
    const isWhole = page.length === living.length;
    return {
      replaces: after === undefined,
      changes: page.map(([name, { seq, fields }]) => {
        const [kind = '', key = ''] = name.split('/');
        return { seq: kind === 'usage' ? 0 : seq, kind, key, deleted: false, fields };
      }),
      next: { epoch: state.epoch, seq: at, ...(isWhole ? {} : { after: last }) },
      more: !isWhole || at < state.seq,
    };
  }

  return {
    push: (ops) => ops.map((op) => take(json(op))),
    pull: (given, limit = 500) => {
      const cursor = given as Cursor | null;
      if (state.seq === 0 && state.rows.size === 0) {
        return { replaces: true, changes: [], next: null, more: false };
      }
      const isKnown =
        cursor?.epoch === state.epoch && cursor.seq >= state.minCursor && cursor.seq <= state.seq;
      if (cursor === null || !isKnown) return json(snapshot(state.seq, undefined, limit));
      if (cursor.after !== undefined) return json(snapshot(cursor.seq, cursor.after, limit));
      const changes = state.log.filter(({ seq }) => seq > cursor.seq).slice(0, limit);
      const seq = changes.at(-1)?.seq ?? cursor.seq;
      const next = { epoch: state.epoch, seq };
      return json({ replaces: false, changes, next, more: seq < state.seq });
    },
    rows: () =>
      new Map(
        [...state.rows].flatMap(([name, row]) =>
          row.deleted ? [] : [[name, row.fields] as const],
        ),
      ),
    prune: () => {
      const rows = new Map([...state.rows].filter(([, row]) => !row.deleted));
      state = { ...state, rows, log: [], minCursor: state.seq };
    },
    backUp: () => {
      const kept = { ...state, rows: new Map(state.rows) };
      return () => {
        state = { ...kept, rows: new Map(kept.rows), epoch: randomUUID() };
      };
    },
  };
}

function saidBy({ kind, key, deleted, fields }: Operation): string {
  return JSON.stringify([kind, key, deleted, fields]);
}

/** As it comes over the network. */
function json<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}

function refusal(op: Operation, known: Row | undefined): 'gone' | 'deleted' | 'insert_only' | null {
  if (op.kind === 'usage' && known !== undefined) return 'insert_only';
  if (op.deleted === true) return null;
  if (known === undefined && op.base_seq !== null) return 'gone';
  if (known?.deleted === true && (op.base_seq ?? 0) < known.seq) return 'deleted';
  return null;
}

function movesOn(
  before: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, unknown>>,
): boolean {
  if (!('status' in given) && !('run' in given)) return true;
  const after = { ...before, ...given };
  const place = (status: unknown): number =>
    stages.findIndex((stage) => stage.split(' ').includes(String(status)));
  const [earlier, later] = [Number(before['run'] ?? 0), Number(after['run'] ?? 0)];
  const [from, to] = [place(before['status']), place(after['status'])];
  return later > earlier || (later === earlier && to >= from && from < 5);
}
