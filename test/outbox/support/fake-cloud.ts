import { randomUUID } from 'node:crypto';
import type { RefusalReason } from '../../../electron/contract/sync.ts';
import type {
  Answer,
  Change,
  Numbers,
  Operation,
  Page,
  Pushed,
} from '../../../electron/outbox/replica.ts';

/**
 * The rules of `sync_push` and `sync_pull` for one user, in memory: so that thousands of interleavings
 * can be tried in a second. That the rules are the server's is shown by the tests against it.
 */
export interface FakeCloud {
  push(ops: readonly Operation[]): Pushed;
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
  /** Who wrote each field last. */
  fieldSeqs: Readonly<Record<string, number>>;
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
  /** Null: nobody has said anything yet. */
  epoch: string | null;
  seq: number;
  lost: readonly Numbers[];
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
  let state: State = {
    epoch: null,
    seq: 0,
    lost: [],
    minCursor: 0,
    rows: new Map(),
    log: [],
  };
  /** Of all epochs: the next one begins above it. */
  let greatestSeq = 0;

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
    const { was } = op;
    const told = Object.entries(op.fields ?? {}).filter(
      ([field]) => was === undefined || (known?.fieldSeqs[field] ?? 0) < was,
    );
    const wanted = Object.fromEntries(told);
    const isOutdated = op.kind === 'job' && known?.deleted === false;
    const given = isOutdated && !movesOn(known.fields, wanted) ? {} : wanted;
    const deleted = op.deleted === true;
    if (was !== undefined && !deleted && Object.keys(given).length === 0) {
      return { op_id: op.op_id, status: 'rejected', reason: 'invalid' };
    }
    state.seq += 1;
    const { seq } = state;
    greatestSeq = seq;
    if (!deleted) {
      const before = known?.deleted === false ? known.fields : {};
      const written = Object.keys(given).map((field) => [field, was ?? seq] as const);
      const fieldSeqs = { ...known?.fieldSeqs, ...Object.fromEntries(written) };
      state.rows.set(name, { seq, deleted: false, fields: { ...before, ...given }, fieldSeqs });
    } else if (known !== undefined || was !== undefined) {
      state.rows.set(name, { seq, deleted: true, fields: {}, fieldSeqs: {} });
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

  function snapshot(epoch: string, { seq: at, after }: Omit<Cursor, 'epoch'>, limit: number): Page {
    const living = [...state.rows]
      .filter(([name, row]) => !row.deleted && (after === undefined || name > after))
      .sort(([left], [right]) => (left < right ? -1 : 1));
    const page = living.slice(0, limit);
    const last = page.at(-1)?.[0];
    const isWhole = page.length === living.length;
    return {
      replaces: after === undefined,
      lost: state.lost,
      changes: page.map(([name, { seq, fields }]) => {
        const [kind = '', key = ''] = name.split('/');
        return { seq: kind === 'usage' ? 0 : seq, kind, key, deleted: false, fields };
      }),
      next: { epoch, seq: at, ...(isWhole ? {} : { after: last }) },
      more: !isWhole || at < state.seq,
    };
  }

  return {
    push: (ops) => {
      if (ops.length > 0) state.epoch ??= randomUUID();
      return { epoch: state.epoch, answers: ops.map((op) => take(json(op))) };
    },
    pull: (given, limit = 500) => {
      const cursor = given as Cursor | null;
      const { epoch } = state;
      if (epoch === null) {
        const lost: readonly Numbers[] = [[0, Number.MAX_SAFE_INTEGER]];
        return { replaces: true, lost, changes: [], next: null, more: false };
      }
      const isKnown =
        cursor?.epoch === epoch && cursor.seq >= state.minCursor && cursor.seq <= state.seq;
      if (cursor === null || !isKnown) return json(snapshot(epoch, { seq: state.seq }, limit));
      if (cursor.after !== undefined) return json(snapshot(epoch, cursor, limit));
      const changes = state.log.filter(({ seq }) => seq > cursor.seq).slice(0, limit);
      const seq = changes.at(-1)?.seq ?? cursor.seq;
      const next = { epoch, seq };
      return json({ replaces: false, lost: [], changes, next, more: seq < state.seq });
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
        const seq = greatestSeq + 1;
        state = {
          ...kept,
          epoch: kept.epoch === null ? null : randomUUID(),
          seq,
          lost: [...kept.lost, [kept.seq, seq]],
          rows: new Map(kept.rows),
        };
        greatestSeq = seq;
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

function refusal(
  { kind, deleted, base_seq: base, was }: Operation,
  known: Row | undefined,
): RefusalReason | null {
  if (kind === 'usage' && known !== undefined) return 'insert_only';
  if (deleted === true) {
    const written = Object.values(known?.fieldSeqs ?? {});
    const isOutdated = known?.deleted === true || written.some((seq) => seq > (was ?? seq));
    return was !== undefined && isOutdated ? 'invalid' : null;
  }
  if (known === undefined && base !== null) return 'gone';
  if (known?.deleted === true && Math.max(base ?? 0, was ?? 0) < known.seq) return 'deleted';
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
