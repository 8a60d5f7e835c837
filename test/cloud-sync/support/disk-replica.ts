import path from 'node:path';
import { z } from 'zod';
import type { AccountId } from '../../../electron/contract/account.ts';
import { syncedKindSchema } from '../../../electron/contract/sync.ts';
import { openStore } from '../../../electron/library/store.ts';
import { createReplica } from '../../../electron/outbox/create-replica.ts';
import { createHeardThumbnails } from '../../../electron/outbox/heard-thumbnails.ts';
import { createMirror } from '../../../electron/outbox/mirror.ts';
import { createOutboxTable } from '../../../electron/outbox/outbox-table.ts';
import { createRecorder } from '../../../electron/outbox/recorder.ts';
import type { Replica } from '../../../electron/outbox/replica.ts';
import { createSyncStates } from '../../../electron/outbox/sync-state.ts';
import type { Edit } from './memory-replica.ts';

/** The app's own outbox and mirror, on a disk. */
export interface DiskReplica {
  readonly replica: Replica;
  record(edit: Edit): void;
  /** Rows as they are shown, by `kind/key`. */
  shown(): Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  close(): void;
}

const namesSchema = z.array(z.object({ kind: syncedKindSchema, key: z.string() }));

export function openDiskReplica(folder: string, account: AccountId): DiskReplica {
  const store = openStore({ path: path.join(folder, 'library.db'), now: Date.now });
  const mirror = createMirror(store);
  const outbox = createOutboxTable(store, Date.now);
  const states = createSyncStates(store, Date.now);
  const thumbnails = createHeardThumbnails(store);
  const recorder = createRecorder({ store, mirror, outbox, onRecorded: () => undefined });
  const parts = { store, mirror, outbox, states, thumbnails, recorder };

  return {
    replica: createReplica({ ...parts, onTaken: () => undefined }, account),
    record({ kind, key, deleted, fields = {} }) {
      const row = { account, kind, key };
      store.transaction(() => {
        if (deleted === true) recorder.tellRemoved(row);
        else recorder.tell(row, () => fields);
      });
    },
    shown() {
      const names = namesSchema.parse(
        store.all(
          `select kind, key from synced_rows where account = ?
           union select kind, key from outbox where account = ?`,
          account,
          account,
        ),
      );
      const rows = names.map(
        ({ kind, key }) => [`${kind}/${key}`, recorder.shown({ account, kind, key })] as const,
      );
      return Object.fromEntries(
        rows.flatMap(([name, fields]) => (fields === null ? [] : [[name, fields] as const])),
      );
    },
    close: store.close,
  };
}

/** What a replica was answered, by the rows' keys. */
export interface Heard {
  readonly acknowledged: Set<string>;
  readonly refused: Map<string, string>;
}

/** The same replica, whose answers are noted. */
export function noting(replica: Replica, { acknowledged, refused }: Heard): Replica {
  const keys = new Map<string, string>();
  return {
    ...replica,
    pending(limit) {
      const operations = replica.pending(limit);
      for (const { op_id, key } of operations) keys.set(op_id, key);
      return operations;
    },
    settle(answers) {
      replica.settle(answers);
      for (const answer of answers) {
        const key = keys.get(answer.op_id) ?? answer.op_id;
        if (answer.status === 'rejected') refused.set(key, answer.reason);
        else acknowledged.add(key);
      }
    },
  };
}
