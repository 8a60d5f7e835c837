import type { Scope } from '../contract/account.ts';
import type { AssetId, BlobHash } from '../contract/ids.ts';
import type { AssetLabel } from '../contract/library.ts';

/** What an account knows of an image from another device. */
export interface KnownElsewhere extends HeardOfAsset {
  readonly id: AssetId;
}

export interface HeardOfAsset {
  readonly name: string;
  readonly tags: readonly string[];
  readonly rating: number;
  readonly label: AssetLabel | null;
}

/** Told of each change inside its transaction: what it writes commits with the change, or not at all. */
export interface AssetWitness {
  written(assetId: AssetId): void;
  /** The row is about to go. */
  removing(assetId: AssetId): void;
  /** A file that is new here may be known to the account by another device. */
  knownElsewhere(scope: Scope, sourceHash: BlobHash): KnownElsewhere | null;
}

/** Where no account is, nobody has to hear of anything. */
export const noWitness: AssetWitness = {
  written: () => undefined,
  removing: () => undefined,
  knownElsewhere: () => null,
};
