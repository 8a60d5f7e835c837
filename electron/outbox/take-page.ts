import type { AccountId } from '../contract/account.ts';
import type { HeardThumbnails } from './heard-thumbnails.ts';
import { isReadable } from './kinds.ts';
import { type Fields, changedFields, layOver } from './lay-over.ts';
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
 *              at the end what is still stale was deleted, unless the server was restored:
 *   restored   (another epoch) what the server has lost is sent again, by the device that wrote it
 *              last: so nobody brings back what another one has changed since. A row that is missing
 *              at the end of the next pull too, every device tells that has heard of it
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
  const { epoch, isRestored } = states.get(account);
  mirror.markStale(account);
  // Whether a server of which no epoch is known was restored, the end of the snapshot shows.
  if (epoch === null || epoch === noEpoch) return;
  const isOther = epoch !== epochOf(page.next);
  states.set(account, { isRestored: isRestored || isOther });
  // A restored server may have lost what it said it took; any other has it, and tells it now.
  if (isOther) outbox.beginAgain(account);
  else outbox.dropTaken(account, Infinity);
}

function takeChange(parts: TakeParts, account: AccountId, change: Change): HeardName {
  const { mirror, states, thumbnails } = parts;
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
  if (known !== null && !isSure && states.get(account).isRestored) sendLost(parts, row, known);
  return row;
}

/** The server knows the row as it once was; who wrote it last tells what it was then. */
function sendLost({ mirror, recorder }: TakeParts, row: HeardName, before: MirrorRow): void {
  const now = mirror.get(row);
  if (!isKnown(row) || now === null || now.deleted || before.ownSeq !== before.seq) return;
  if (before.deleted) {
    recorder.add(row, { deleted: true, fields: {} });
    return;
  }
  const fields = changedFields(recorder.shown(row), withoutThumbnail(before.fields));
  if (Object.keys(fields).length > 0) recorder.add(row, { deleted: false, fields });
}

/** The pull has come to its end: what it did not bring is not there. Returns the rows that are gone. */
function finish(parts: TakeParts, account: AccountId): readonly HeardName[] {
  const { mirror, outbox, states } = parts;
  const { cursor, epoch, isRestored } = states.get(account);
  if (epoch === null || epoch === noEpoch) outbox.sendUnheard(account);
  settleTaken(parts, account);
  for (const { kind, key, ...before } of mirror.unsure(account, 'missing')) {
    makeAgain(parts, { account, kind, key }, before);
  }
  const gone: HeardName[] = [];
  for (const { kind, key, ...before } of mirror.unsure(account, 'stale')) {
    const row: HeardName = { account, kind, key };
    if (isRestored && !before.deleted) {
      if (before.ownSeq === before.seq) makeAgain(parts, row, before);
      else mirror.markMissing(row);
    } else {
      mirror.drop(row);
      if (!isRestored) gone.push(row);
    }
  }
  states.set(account, { epoch: epochOf(cursor), isRestored: false });
  return gone;
}

function makeAgain(
  { mirror, outbox, recorder }: TakeParts,
  row: HeardName,
  before: MirrorRow,
): void {
  mirror.drop(row);
  if (!isKnown(row)) return;
  const fields = layOver(before, outbox.ofRow(row));
  if (fields !== null) recorder.add(row, { deleted: false, fields: withoutThumbnail(fields) });
}

/** Operations that a pull has brought back are part of the mirror now. */
export function settleTaken(
  { mirror, outbox, states }: Pick<TakeParts, 'mirror' | 'outbox' | 'states'>,
  account: AccountId,
): void {
  for (const { kind, key, seq } of outbox.dropTaken(
    account,
    heardUpTo(states.get(account).cursor),
  )) {
    if (seq !== null) mirror.own({ account, kind, key }, seq);
  }
}

/** Of a server that has never heard of the account: its first operation begins one. */
const noEpoch = '';

function epochOf(cursor: unknown): string {
  return readCursor(cursor)?.epoch ?? noEpoch;
}

/** A thumbnail is made again by the device that has the image. */
function withoutThumbnail(fields: Fields): Fields {
  const { thumbnail_of: _blob, ...rest } = fields;
  return rest;
}
