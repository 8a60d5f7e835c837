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
}

export type Answer =
  | { readonly op_id: string; readonly status: 'ok' | 'dup'; readonly seq: number }
  | { readonly op_id: string; readonly status: 'rejected'; readonly reason: RefusalReason };

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
  readonly changes: readonly Change[];
  /** Handed back as it came. */
  readonly next: unknown;
  readonly more: boolean;
}

/** An account's side of the sync on this device: what is to be sent, and what was heard. */
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
  /** Takes the answers of a push, in one transaction: done ones go, refused ones go to their list. */
  settle(answers: readonly Answer[]): void;
  /** What the next pull begins with; null: from nothing. */
  cursor(): unknown;
  /** Rows and cursor in one transaction; pending operations stay laid over them. */
  take(page: Page): void;
}
