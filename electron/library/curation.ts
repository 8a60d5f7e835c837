import { z } from 'zod';
import type { AssetId } from '../contract/ids.ts';
import type { AssetLabel, AssetWords } from '../contract/library.ts';
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
  /** Throws `not-found`. */
  words(assetId: AssetId): AssetWords;
  /** They are found by a search, and written into files. Throws `not-found`. */
  describe(assetId: AssetId, words: AssetWords): void;
}

const wordsSchema = z.object({
  title: z.string(),
  description: z.string(),
  altText: z.string(),
  hidesPlace: z.number().transform((flag) => flag === 1),
});

export function createCuration(store: Store, access: AssetAccess): Curation {
  return {
    words: (assetId) =>
      wordsSchema.parse(
        store.get(
          `select title, description, alt_text as altText, hides_place as hidesPlace
           from assets where number = ?`,
          access.requireNumber(assetId),
        ),
      ),
    describe: (assetId, { title, description, altText, hidesPlace }) => {
      store.transaction(() => {
        const number = access.requireNumber(assetId);
        store.run(
          `update assets set title = ?, description = ?, alt_text = ?, hides_place = ?
           where number = ?`,
          title,
          description,
          altText,
          hidesPlace ? 1 : 0,
          number,
        );
        access.changed(number);
      });
    },
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
