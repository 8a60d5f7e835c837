import type { AccountId } from '../contract/account.ts';
import type { HeardThumbnails } from './heard-thumbnails.ts';
import { isReadable } from './kinds.ts';
import type { Fields } from './lay-over.ts';
import type { Mirror, MirrorRow } from './mirror.ts';
import type { OutboxTable } from './outbox-table.ts';
import type { Recorder } from './recorder.ts';
import type { Change, Page } from './replica.ts';
import { type HeardName, isKnown } from './row-name.ts';
import { type SyncStates, heardUpTo, readCursor } from './sync-state.ts';

export interface TakeParts {
  readonly mirror: Mirror;
  readonly outbox: OutboxTable;
  readonly recorder: Recorder;
  readonly states: SyncStates;
  readonly thumbnails: HeardThumbnails;
}

/**
 * Takes a page of a pull into the mirror, in the caller's transaction. Returns the rows it touched.
 *
 *   log        a change merges into its row; one that was heard already is passed over
 *   snapshot   its first page makes all rows stale; each row that comes again replaces its stale one;
 *              at the end what is still stale was deleted
 *   restored   (another epoch) rows of a number that was lost are told again, whether the snapshot
 *              brings an older version of them or none; see Replica
 */
export function takePage(parts: TakeParts, account: AccountId, page: Page): readonly HeardName[] {
  if (page.replaces) beginSnapshot(parts, account, page);
  const touched = page.changes.map((change) => takeChange(parts, account, change));
  parts.states.set(account, { cursor: page.next });
  return page.more ? touched : [...touched, ...finish(parts, account)];
}

function beginSnapshot(
  { mirror, outbox, states }: TakeParts,
  account: AccountId,
  page: Page,
): void {
  const known = states.get(account).epoch;
  const epoch = readCursor(page.next)?.epoch ?? null;
  mirror.markStale(account);
  if (known !== null && known !== epoch) {
    mirror.markLost(account, page.lost);
    outbox.beginAgain(account, page.lost);
  }
  states.set(account, { epoch });
}

function takeChange(parts: TakeParts, account: AccountId, change: Change): HeardName {
  const { mirror, thumbnails } = parts;
  const { seq, kind, key, deleted } = change;
  const row: HeardName = { account, kind, key };
  const known = mirror.get(row);
  // Entries of the ledger never change; a snapshot tells them without their numbers.
  const isSure = known?.standing === 'sure';
  if (isSure && seq <= known.seq) return row;

  const isNew = !isSure || known.deleted;
  const merged = deleted ? {} : { ...(isNew ? {} : known.fields), ...change.fields };
  const fields = kind === 'asset' ? thumbnails.takeOut(row, merged) : merged;
  mirror.put(row, { seq, deleted, fields }, deleted || isReadable(row, fields));
  if (known?.standing === 'lost' && kind !== 'usage') tellAgain(parts, row, known);
  return row;
}

/** All of it, also where the cloud's is the same: another device may be about to tell an older one. */
function tellAgain({ recorder }: TakeParts, row: HeardName, before: MirrorRow): void {
  const { seq, deleted } = before;
  // Of a newer app's rows that app tells.
  if (!isKnown(row)) return;
  const fields = deleted ? {} : withoutThumbnail(before.fields);
  recorder.tellAgain(row, { deleted, fields }, seq);
}

/**
 * The pull has come to its end: what it did not bring is not there. Returns the rows that are gone, and
 * those that nothing is laid over any more.
 */
function finish(parts: TakeParts, account: AccountId): readonly HeardName[] {
  const { mirror, states } = parts;
  const settled = settleTaken(parts, account);
  const gone: HeardName[] = [];
  for (const { kind, key, ...before } of mirror.unsure(account)) {
    const row: HeardName = { account, kind, key };
    mirror.drop(row);
    if (before.standing === 'lost') tellAgain(parts, row, before);
    else if (!before.deleted) gone.push(row);
  }
  states.set(account, { hasPulled: true });
  return [...settled, ...gone];
}

/** Operations that a pull has brought back are part of the mirror now. Returns their rows. */
export function settleTaken(
  { outbox, states }: Pick<TakeParts, 'outbox' | 'states'>,
  account: AccountId,
): readonly HeardName[] {
  return outbox.dropTaken(account, heardUpTo(states.get(account).cursor));
}

/** A thumbnail is made again by the device that has the image. */
function withoutThumbnail(fields: Fields): Fields {
  const { thumbnail_of: _blob, ...rest } = fields;
  return rest;
}
