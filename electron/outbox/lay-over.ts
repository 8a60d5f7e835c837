import { isDeepStrictEqual } from 'node:util';

/** Decisions about rows and operations: pure. */

export type Fields = Readonly<Record<string, unknown>>;

export interface Edit {
  readonly deleted: boolean;
  readonly fields: Fields;
}

export interface QueuedEdit extends Edit {
  /** new: never sent; sent: perhaps known to the cloud; taken: surely, but not heard back yet. */
  readonly state: 'new' | 'sent' | 'taken';
  /** Where it is taken: the number that the cloud gave it. */
  readonly seq: number | null;
  /** Where it is told again after a restore: the number that it had. */
  readonly was: number | null;
}

export interface HeardRow extends Edit {
  readonly seq: number;
}

/** The cloud takes 64 KiB; the rest is the envelope. */
const mostBytes = 63_000;

/** What a row is with the operations that the cloud has yet to take; null: there is none. */
export function layOver(heard: Edit | null, edits: readonly Edit[]): Fields | null {
  let shown = heard === null || heard.deleted ? null : heard.fields;
  for (const edit of edits) shown = edit.deleted ? null : { ...shown, ...edit.fields };
  return shown;
}

/** The fields that have to be told; all of them where there is no row yet. */
export function changedFields(shown: Fields | null, wanted: Fields): Fields {
  if (shown === null) return wanted;
  return Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => !isDeepStrictEqual(shown[name], value)),
  );
}

/**
 * The edit that replaces the last one and the one after it, or null where both are needed: what was
 * sent once has to keep its content, since its id stands for it.
 */
export function joined(last: QueuedEdit | undefined, next: Edit): Edit | null {
  if (last === undefined || last.state !== 'new' || last.was !== null) return null;
  if (last.deleted || next.deleted) return null;
  const fields = { ...last.fields, ...next.fields };
  return byteSize(fields) > mostBytes ? null : { deleted: false, fields };
}

/**
 * The number of the row's last change that was known when an operation was made. 0: made here, its
 * number not heard yet; null: the operation makes the row. The cloud refuses an edit of a row that
 * it no longer has, and of one whose deletion the device had not seen.
 */
export function baseOf(heard: HeardRow | null, edits: readonly QueuedEdit[]): number | null {
  const numbers = edits.map(({ seq }) => seq ?? 0);
  if (heard !== null) return Math.max(heard.seq, ...numbers);
  return numbers.length === 0 ? null : Math.max(...numbers);
}

/** Bytes of a value as the cloud's database writes it: with a blank after each comma and colon. */
export function byteSize(value: unknown): number {
  const json = JSON.stringify(value);
  return Buffer.byteLength(json) + (json.match(/[,:]/g)?.length ?? 0);
}

/** In JSON: an escaped backslash, which is left alone, a NUL, or half of a surrogate pair. */
const escapes = /\\\\|\\u0000|\\ud[89a-f][0-9a-f]{2}/g;

/** As JSON that the cloud's database takes: one NUL or half a character, and it refuses a whole batch. */
export function clean(fields: Fields): Fields {
  const text = JSON.stringify(fields).replace(escapes, (escape) =>
    escape === '\\\\' ? escape : '\ufffd',
  );
  return JSON.parse(text) as Fields;
}
