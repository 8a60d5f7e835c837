import type { AccountId } from '../contract/account.ts';
import { type SyncedKind, syncedKindSchema } from '../contract/sync.ts';

/** A row of an account, by the name that all its devices know it by. */
export interface RowName {
  readonly account: AccountId;
  readonly kind: SyncedKind;
  readonly key: string;
}

/** A row as the cloud tells of it: a newer app may have made it, of a kind that is not known here. */
export interface HeardName extends Omit<RowName, 'kind'> {
  readonly kind: string;
}

export function isKnown(row: HeardName): row is RowName {
  return syncedKindSchema.safeParse(row.kind).success;
}
