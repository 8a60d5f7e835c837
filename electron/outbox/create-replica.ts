import type { AccountId } from '../contract/account.ts';
import type { Store } from '../library/store.ts';
import type { Queued } from './outbox-table.ts';
import type { Answer, Operation, Replica } from './replica.ts';
import type { HeardName } from './row-name.ts';
import { type TakeParts, settleTaken, takePage } from './take-page.ts';

export interface ReplicaParts extends TakeParts {
  readonly store: Store;
  /** In the transaction of an answer: rows that it touched, and whether a pull is complete with it. */
  readonly onTaken: (account: AccountId, rows: readonly HeardName[], isComplete: boolean) => void;
}

export function createReplica(parts: ReplicaParts, account: AccountId): Replica {
  const { store, outbox, states } = parts;
  return {
    account,
    pending: (limit) => outbox.send(account, limit).map(toOperation),
    waiting: () => outbox.count(account, 'waiting'),
    refused: () => outbox.count(account, 'refused'),
    settle: ({ epoch, answers }) => {
      store.transaction(() => {
        const known = states.get(account).epoch;
        if (epoch !== null && known !== null && epoch !== known) return;
        if (known === null) states.set(account, { epoch });
        const fallen = answers.flatMap((answer) => take(parts, account, answer));
        // The answer to a repeat may tell of what a pull has brought long ago.
        const bare = [...fallen, ...settleTaken(parts, account)];
        if (bare.length > 0) parts.onTaken(account, bare, false);
      });
    },
    cursor: () => states.get(account).cursor,
    take: (page) => {
      store.transaction(() => {
        parts.onTaken(account, takePage(parts, account, page), !page.more);
      });
    },
  };
}

function toOperation({ opId, n, kind, key, deleted, fields, baseSeq, was }: Queued): Operation {
  return {
    op_id: opId,
    n,
    kind,
    key,
    ...(deleted ? { deleted } : { fields }),
    base_seq: baseSeq,
    ...(was === null ? {} : { was }),
  };
}

/** Returns the row where an operation that was laid over it has fallen away. */
function take({ outbox }: ReplicaParts, account: AccountId, answer: Answer): readonly HeardName[] {
  const op = outbox.get(answer.op_id);
  if (op === null || op.account !== account || op.state === 'taken') return [];
  if (answer.status !== 'rejected') {
    outbox.taken(op.opId, answer.seq);
    return [];
  }
  // An entry's name is the attempt's own: the cloud has it already, from before this library was
  // restored. And what is told again was taken once: something later has come in its place.
  if (answer.reason !== 'insert_only' && op.was === null) {
    outbox.refuse(op.opId, answer.reason);
    return [];
  }
  outbox.drop(op.opId);
  return [op];
}
