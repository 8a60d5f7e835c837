import { z } from 'zod';
import { imageWordsSchema, noWords } from '../contract/image-words.ts';
import type { AssetId } from '../contract/ids.ts';
import type { AssetLabel, AssetWords } from '../contract/library.ts';
import type { AssetAccess } from './asset-access.ts';
import { jsonColumn } from './json-column.ts';
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

/** What is searched has columns of its own; the rest is read only as a whole. */
const furtherWordsSchema = imageWordsSchema
  .unwrap()
  .pick({ creator: true, copyright: true, keywords: true, takenAt: true, removed: true });
const { creator, copyright, keywords, takenAt, removed } = noWords;
const noFurtherWords = { creator, copyright, keywords, takenAt, removed };

const wordsRowSchema = z
  .object({
    title: z.string(),
    description: z.string(),
    altText: z.string(),
    hidesPlace: z.number().transform((flag) => flag === 1),
    further: jsonColumn(furtherWordsSchema).nullable(),
  })
  .transform(({ further, ...words }) => ({ ...noFurtherWords, ...further, ...words }));

export function createCuration(store: Store, access: AssetAccess): Curation {
  return {
    words: (assetId) =>
      wordsRowSchema.parse(
        store.get(
          `select title, description, alt_text as altText, hides_place as hidesPlace,
             words as further
           from assets where number = ?`,
          access.requireNumber(assetId),
        ),
      ),
    describe: (assetId, { title, description, altText, hidesPlace, ...further }) => {
      store.transaction(() => {
        const number = access.requireNumber(assetId);
        store.run(
          `update assets set title = ?, description = ?, alt_text = ?, hides_place = ?, words = ?
           where number = ?`,
          title,
          description,
          altText,
          hidesPlace ? 1 : 0,
          JSON.stringify(further),
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
