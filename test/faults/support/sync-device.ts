import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { openSync } from '../../../electron/cloud/sync/open-sync.ts';
import type { Sync } from '../../../electron/cloud/sync/sync-loop.ts';
import { accountIdSchema } from '../../../electron/contract/account.ts';
import { fail } from '../../../electron/contract/app-error.ts';
import { type SyncedKind, syncedKindSchema } from '../../../electron/contract/sync.ts';
import { type Store, openStore } from '../../../electron/library/store.ts';
import { createReplica } from '../../../electron/outbox/create-replica.ts';
import { createHeardThumbnails } from '../../../electron/outbox/heard-thumbnails.ts';
import type { Fields } from '../../../electron/outbox/lay-over.ts';
import { type Mirror, createMirror } from '../../../electron/outbox/mirror.ts';
import { type OutboxTable, createOutboxTable } from '../../../electron/outbox/outbox-table.ts';
import { type Recorder, createRecorder } from '../../../electron/outbox/recorder.ts';
import type { Replica } from '../../../electron/outbox/replica.ts';
import { createSyncStates } from '../../../electron/outbox/sync-state.ts';
import { type Person, accessOf, quickTimers, signIn } from '../../cloud-sync/support/devices.ts';
import type { RunningCloud } from '../../cloud/harness.ts';
import { type FaultyCloud, startFaultyCloud } from './faulty-cloud.ts';

/**
 * A device as the app is one, without its window: the real outbox and mirror in a real SQLite file,
 * the real sync, and a network of its own that can be told to fail.
 */
export interface SyncDevice {
  readonly id: string;
  readonly person: Person;
  readonly network: FaultyCloud;
  /** Ids of operations of which the cloud said, to this device, that it has them. */
  readonly acknowledged: ReadonlySet<string>;
  /** Does nothing where this device knows that the row was deleted: it is not to come back. */
  edit(kind: SyncedKind, key: string, fields: Fields): void;
  remove(kind: SyncedKind, key: string): void;
  /** Writes an entry of the usage ledger as it is; returns its key. */
  spend(fields: Fields): string;
  /** Rows by `kind/key` as a window would show them; the ledger is left out. */
  shown(): Readonly<Record<string, Fields>>;
  waiting(): number;
  refused(): readonly { readonly key: string; readonly reason: string }[];
  status(): ReturnType<Sync['status']>;
  /** The next so many calls of the sync to the disk fail. */
  failStorage(calls: number): void;
  /** Ends the sync and the database, and opens both again. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface SyncDeviceOptions {
  readonly cloud: Pick<RunningCloud, 'status'>;
  readonly person: Person;
  readonly folder: string;
  /** How far its clock is from the truth. */
  readonly clockOffMs?: number;
  /** The same installation under another account. */
  readonly id?: string;
}

/** Waits are so many times shorter than in life. */
const TIMES = 20;

interface Open {
  readonly store: Store;
  readonly mirror: Mirror;
  readonly outbox: OutboxTable;
  readonly recorder: Recorder;
  readonly replica: Replica;
  readonly sync: Sync;
}

const nameSchema = z.object({ kind: z.string(), key: z.string() });

export async function openSyncDevice(options: SyncDeviceOptions): Promise<SyncDevice> {
  const { cloud, person, folder, clockOffMs = 0, id = randomUUID() } = options;
  const network = await startFaultyCloud(cloud.status.API_URL);
  const account = accountIdSchema.parse(person.id);
  const acknowledged = new Set<string>();
  const now = (): number => Date.now() + clockOffMs;
  const url = network.url;
  const throughNetwork = { ...cloud, status: { ...cloud.status, API_URL: url } };
  const session = accessOf(await signIn(throughNetwork, person));
  let failures = 0;

  function open(): Open {
    const store = openStore({ path: path.join(folder, 'library.db'), now });
    const mirror = createMirror(store);
    const outbox = createOutboxTable(store, now);
    const states = createSyncStates(store, now);
    const thumbnails = createHeardThumbnails(store);
    const recorder = createRecorder({
      store,
      mirror,
      outbox,
      onRecorded: (changed) => {
        if (changed === account) sync.recorded();
      },
    });
    const parts = { store, mirror, outbox, recorder, states, thumbnails };
    const replica = createReplica({ ...parts, onTaken: () => undefined }, account);
    const sync = openSync({
      url,
      key: cloud.status.ANON_KEY,
      account,
      device: id,
      session,
      replica: watched(replica),
      online: () => true,
      onStatus: () => undefined,
      onRevoked: () => undefined,
      onEntitlement: () => undefined,
      log: () => undefined,
      timers: quickTimers(TIMES, now),
      random: Math.random,
      fetch,
    });
    sync.setInUse(true);
    return { store, mirror, outbox, recorder, replica, sync };
  }

  /** The replica as the sync has it: its disk may fail, and what it hears is noted. */
  function watched(replica: Replica): Replica {
    function check(): void {
      if (failures === 0) return;
      failures -= 1;
      throw fail('storage-failed', { cause: 'database is locked' });
    }
    return {
      ...replica,
      pending(limit) {
        check();
        return replica.pending(limit);
      },
      settle(pushed) {
        check();
        replica.settle(pushed);
        for (const answer of pushed.answers) {
          if (answer.status !== 'rejected') acknowledged.add(answer.op_id);
        }
      },
      take(page) {
        check();
        replica.take(page);
      },
    };
  }

  let current = open();

  async function end(): Promise<void> {
    await current.sync.stop();
    current.store.close();
  }

  const row = (kind: SyncedKind, key: string) => ({ account, kind, key });
  return {
    id,
    person,
    network,
    acknowledged,
    edit(kind, key, fields) {
      const { store, recorder, mirror, outbox } = current;
      const name = row(kind, key);
      const isDeleted = outbox.ofRow(name).at(-1)?.deleted ?? mirror.get(name)?.deleted ?? false;
      if (isDeleted) return;
      store.transaction(() => recorder.tell(name, (known) => ({ ...known, ...fields })));
    },
    remove(kind, key) {
      const { store, recorder } = current;
      store.transaction(() => recorder.tellRemoved(row(kind, key)));
    },
    spend(fields) {
      const { store, recorder } = current;
      const key = randomUUID();
      store.transaction(() => recorder.add(row('usage', key), { deleted: false, fields }));
      return key;
    },
    shown() {
      const { store, recorder } = current;
      const names = store.all(
        `select kind, key from synced_rows where account = ?
         union select kind, key from outbox where account = ?`,
        account,
        account,
      );
      return Object.fromEntries(
        names.flatMap((name) => {
          const { kind, key } = nameSchema.parse(name);
          const known = syncedKindSchema.safeParse(kind).data;
          if (known === undefined || known === 'usage') return [];
          const fields = recorder.shown(row(known, key));
          return fields === null ? [] : [[`${kind}/${key}`, fields]];
        }),
      );
    },
    waiting: () => current.replica.waiting(),
    refused: () => current.outbox.refused(account),
    status: () => current.sync.status(),
    failStorage: (calls) => void (failures = calls),
    async restart() {
      await end();
      current = open();
    },
    async close() {
      await end();
      await network.close();
    },
  };
}
