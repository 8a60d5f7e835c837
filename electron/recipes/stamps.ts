import { z } from 'zod';
import {
  type FoundText,
  type WrittenOutput,
  foundTextSchema,
  writtenOutputSchema,
} from '../contract/batches.ts';
import { type BlobHash, blobHashSchema } from '../contract/ids.ts';
import { jsonColumn } from '../library/json-column.ts';
import type { Store } from '../library/store.ts';

/** Whose work it was: the recipe, where to, and which input. */
export interface StampKey {
  readonly recipeHash: string;
  readonly outFolder: string;
  readonly folder: string;
  readonly name: string;
}

const stampSchema = z
  .object({
    sourceHash: blobHashSchema,
    outputs: jsonColumn(z.array(writtenOutputSchema).readonly()),
    texts: jsonColumn(z.array(foundTextSchema).readonly()),
  })
  .readonly();
export type Stamp = z.infer<typeof stampSchema>;

/** What was made of which bytes, so that it is not made again. */
export interface Stamps {
  get(key: StampKey): Stamp | null;
  put(
    key: StampKey,
    stamp: {
      readonly sourceHash: BlobHash;
      readonly outputs: readonly WrittenOutput[];
      readonly texts: readonly FoundText[];
    },
  ): void;
}

export function createStamps(store: Store): Stamps {
  return {
    get: ({ recipeHash, outFolder, folder, name }) => {
      const row = store.get(
        `select source_hash as sourceHash, outputs, texts from batch_stamps
         where recipe_hash = ? and out_folder = ? and folder = ? and name = ?`,
        recipeHash,
        outFolder,
        folder,
        name,
      );
      return row === undefined ? null : stampSchema.parse(row);
    },
    put: ({ recipeHash, outFolder, folder, name }, { sourceHash, outputs, texts }) => {
      store.run(
        `insert or replace into batch_stamps
           (recipe_hash, out_folder, folder, name, source_hash, outputs, texts)
         values (?, ?, ?, ?, ?, ?, ?)`,
        recipeHash,
        outFolder,
        folder,
        name,
        sourceHash,
        JSON.stringify(outputs),
        JSON.stringify(texts),
      );
    },
  };
}
