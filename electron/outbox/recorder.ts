import type { AccountId } from '../contract/account.ts';
import type { Store } from '../library/store.ts';
import {
  type Edit,
  type Fields,
  baseOf,
  changedFields,
  clean,
  joined,
  layOver,
} from './lay-over.ts';
import type { Mirror, MirrorRow } from './mirror.ts';
import type { OutboxTable } from './outbox-table.ts';
import type { RowName } from './row-name.ts';

/**
 * Writes down what the cloud has to hear. Called in the transaction of the change itself: a crash
 * leaves both or neither.
 */
export interface Recorder {
  /** Records what differs from what the cloud knows or is about to hear; often nothing. */
  tell(row: RowName, wanted: (shown: Fields | null) => Fields): void;
  tellRemoved(row: RowName): void;
  /** Records an edit as it is. */
  add(row: RowName, edit: Edit): void;
  /** A restored server has lost what it had under this number. */
  tellAgain(row: RowName, edit: Edit, was: number): void;
  shown(row: RowName): Fields | null;
}

export interface RecorderOptions {
  readonly store: Store;
  readonly mirror: Mirror;
  readonly outbox: OutboxTable;
  /** After the commit. */
  readonly onRecorded: (account: AccountId) => void;
}

export function createRecorder({ store, mirror, outbox, onRecorded }: RecorderOptions): Recorder {
  const shown = (row: RowName): Fields | null => layOver(mirror.get(row), outbox.ofRow(row));

  /** What a change may be based on: a restored server would not know of a number that it has lost. */
  function base(row: RowName): MirrorRow | null {
    const known = mirror.get(row);
    return known?.standing === 'lost' ? null : known;
  }

  function add(row: RowName, edit: Edit): void {
    const edits = outbox.ofRow(row);
    const last = edits.at(-1);
    const both = joined(last, edit);
    dropSuperseded(row, edit);
    if (both !== null && last !== undefined) outbox.rewrite(last.opId, both);
    else outbox.add(row, edit, { baseSeq: baseOf(base(row), edits), was: null });
    store.afterCommit(() => onRecorded(row.account));
  }

  /** A refused change whose every field is told anew has nothing left to say. */
  function dropSuperseded(row: RowName, edit: Edit): void {
    for (const { opId, fields } of outbox.refusedOfRow(row)) {
      const isCovered =
        edit.deleted || Object.keys(fields).every((name) => Object.hasOwn(edit.fields, name));
      if (isCovered) outbox.drop(opId);
    }
  }

  return {
    shown,
    add,
    tellAgain: (row, edit, was) => {
      outbox.add(row, edit, { baseSeq: null, was });
      store.afterCommit(() => onRecorded(row.account));
    },
    tell: (row, wanted) => {
      if (mirror.isUnsynced(row)) return;
      const known = shown(row);
      const fields = changedFields(known, clean(wanted(known)));
      if (known === null || Object.keys(fields).length > 0) add(row, { deleted: false, fields });
    },
    tellRemoved: (row) => {
      const wasUnsynced = mirror.isUnsynced(row);
      mirror.setUnsynced(row, false);
      if (wasUnsynced) return;
      // What was never sent needs no word any more.
      for (const { opId, state, was } of outbox.ofRow(row)) {
        if (state === 'new' && was === null) outbox.drop(opId);
      }
      if (shown(row) !== null) add(row, { deleted: true, fields: {} });
    },
  };
}
