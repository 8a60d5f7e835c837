import type { AccountId } from '../contract/account.ts';
import type { RefusalReason, SyncedKind } from '../contract/sync.ts';

/** A change that the cloud has to hear, as `sync_push` takes it. */
export interface Operation {
  /** Made with the change: it is the idempotency key. */
  readonly op_id: string;
  /** The device's own count. */
  readonly n: number;
  readonly kind: SyncedKind;
  readonly key: string;
  readonly deleted?: boolean;
  readonly fields?: Readonly<Record<string, unknown>>;
  /**
   * Number of the row's last change that was known; 0: made here, its number not heard yet; null:
   * this operation makes the row.
   */
  readonly base_seq: number | null;
  /**
   * Told again, since a restore has lost it: the number that the cloud gave it, or the version of the
   * row that it tells, before. Of what is told again the greatest number wins, field by field; what
   * was said since the restore wins over all of it.
   */
  readonly was?: number;
}

export type Answer =
  | { readonly op_id: string; readonly status: 'ok' | 'dup'; readonly seq: number }
  | { readonly op_id: string; readonly status: 'rejected'; readonly reason: RefusalReason };

/** What a push was answered. */
export interface Pushed {
  /** Whose numbers the answers hold; null: they are this device's own word. */
  readonly epoch: string | null;
  readonly answers: readonly Answer[];
}

/** Numbers above the first, up to the second. */
export type Numbers = readonly [after: number, upTo: number];

/** One row as the cloud tells of it. What its fields hold is not to be trusted. */
export interface Change {
  readonly seq: number;
  /** Of a newer version too: what this one does not know is kept for when it does. */
  readonly kind: string;
  readonly key: string;
  readonly deleted: boolean;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A page of `sync_pull`; `replaces`: the first page of a snapshot, all that was known is void. */
export interface Page {
  readonly replaces: boolean;
  /** Where it replaces: what earlier epochs gave out, and a restore has lost. */
  readonly lost: readonly Numbers[];
  readonly changes: readonly Change[];
  /** Handed back as it came. */
  readonly next: unknown;
  readonly more: boolean;
}

/**
 * An account's side of the sync on this device: what is to be sent, and what was heard.
 *
 * The cloud's database may go back to a backup, and begins another epoch then. What holds:
 *
 *   numbers   All numbers here (of rows, of taken operations, of what one was based on) are of one
 *             epoch: of the first answer's, push or pull, until a snapshot brings another one. An
 *             answer of any other epoch is not taken; its operations are still unanswered, and go
 *             out again under their ids. Numbers of a later epoch are above those of all earlier ones.
 *   taken     What the cloud acknowledged is here until the epoch is over: as the operation, in the
 *             state "taken", until a pull has brought its number; then in its row, whose version is
 *             of that number or a later one.
 *   restored  With a snapshot of another epoch come the numbers that were lost. Each operation and
 *             each row of such a number is told again together with it. Versions of a row follow one
 *             another, so that the latest one any device has holds all that was lost, and wins over
 *             the earlier ones that other devices tell, in whatever order they come.
 *
 * So it does not matter whether the restore falls between two pushes (the second one's answer is not
 * taken), whether an answer was lost with it (the operation was never acknowledged), or whether a
 * device first meets the cloud after it (nothing here has a number).
 */
export interface Replica {
  readonly account: AccountId;
  /**
   * The oldest operations that were not answered, in their order. They count as sent from now on:
   * what is changed later makes new ones.
   */
  pending(limit: number): readonly Operation[];
  /** How many operations wait; refused ones are not among them. */
  waiting(): number;
  /** How many the cloud refused for good. */
  refused(): number;
  /**
   * Takes the answers of a push, in one transaction: done ones go, refused ones go to their list.
   * None of them where they are of another epoch: the next pull tells of it.
   */
  settle(pushed: Pushed): void;
  /** What the next pull begins with; null: from nothing. */
  cursor(): unknown;
  /** Rows and cursor in one transaction; pending operations stay laid over them. */
  take(page: Page): void;
}
