import type { AssetId } from '../contract/ids.ts';
import type { AssetLabel } from '../contract/library.ts';
import type { AssetAccess } from './asset-access.ts';
import type { Store } from './store.ts';

/** What is left out stays as it is. */
export interface Marks {
  /** 0 to 5. */
  readonly rating?: number | undefined;
  /** Null takes the label away. */
  readonly label?: AssetLabel | null | undefined;
}

/** What the user says of images. */
export interface Curation {
  /** Passes over an unknown id. */
  mark(assetIds: readonly AssetId[], marks: Marks): void;
}

export function createCuration(store: Store, access: AssetAccess): Curation {
  return {
    mark: (assetIds, { rating, label }) => {
      store.transaction(() => {
        for (const id of assetIds) {
          const number = access.numberOf(id);
          if (number === null) continue;
          const changes = store.run(
            `update assets set rating = coalesce(?, rating), label = iif(?, ?, label)
             where number = ?`,
            rating ?? null,
            label === undefined ? 0 : 1,
            label ?? null,
            number,
          );
          if (changes > 0) access.touched(number);
        }
      });
    },
  };
}
