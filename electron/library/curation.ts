import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { imageWordsSchema, noWords } from '../contract/image-words.ts';
import type { AssetId } from '../contract/ids.ts';
import { type AssetLabel, type AssetWords, assetWordsSchema } from '../contract/library.ts';
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
  /** The words before their last change; null: there is none to be taken back. Throws `not-found`. */
  wordsBefore(assetId: AssetId): AssetWords | null;
  /** Takes the last change of the words back; false: there was none. Throws `not-found`. */
  undoWords(assetId: AssetId): boolean;
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

/** More changes of one image than this are not taken back. */
const mostSteps = 100;

const stepRowSchema = z
  .object({ sequence: z.number(), words: jsonColumn(assetWordsSchema) })
  .optional();

export function createCuration(store: Store, access: AssetAccess): Curation {
  function read(number: number): AssetWords {
    return wordsRowSchema.parse(
      store.get(
        `select title, description, alt_text as altText, hides_place as hidesPlace,
           words as further
         from assets where number = ?`,
        number,
      ),
    );
  }

  function write(
    number: number,
    { title, description, altText, hidesPlace, ...further }: AssetWords,
  ): void {
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
  }

  const lastStep = (number: number): z.infer<typeof stepRowSchema> =>
    stepRowSchema.parse(
      store.get(
        `select sequence, words from asset_words_before where asset = ?
         order by sequence desc limit 1`,
        number,
      ),
    );

  return {
    words: (assetId) => read(access.requireNumber(assetId)),
    describe: (assetId, words) => {
      store.transaction(() => {
        const number = access.requireNumber(assetId);
        const before = read(number);
        if (isDeepStrictEqual(before, words)) return;
        const sequence = (lastStep(number)?.sequence ?? 0) + 1;
        store.run(
          'insert into asset_words_before (asset, sequence, words) values (?, ?, ?)',
          number,
          sequence,
          JSON.stringify(before),
        );
        store.run(
          'delete from asset_words_before where asset = ? and sequence <= ?',
          number,
          sequence - mostSteps,
        );
        write(number, words);
      });
    },
    wordsBefore: (assetId) => lastStep(access.requireNumber(assetId))?.words ?? null,
    undoWords: (assetId) =>
      store.transaction(() => {
        const number = access.requireNumber(assetId);
        const step = lastStep(number);
        if (step === undefined) return false;
        store.run(
          'delete from asset_words_before where asset = ? and sequence = ?',
          number,
          step.sequence,
        );
        write(number, step.words);
        return true;
      }),
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
