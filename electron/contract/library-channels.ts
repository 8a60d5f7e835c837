import { z } from 'zod';
import { assetIdSchema } from './ids.ts';
import { metadataReportSchema } from './metadata.ts';
import {
  assetLabelSchema,
  assetWordsSchema,
  collectionIdSchema,
  collectionSchema,
  ratingSchema,
} from './library.ts';

const nothing = z.void();
const assetIds = z.array(assetIdSchema).min(1).max(1000).readonly();
const collectionName = z.string().trim().min(1).max(100);

const bytes = z.int().nonnegative();
/** Bytes on this device by what they are. */
export const storageUseSchema = z
  .object({ originals: bytes, results: bytes, trash: bytes, previews: bytes, database: bytes })
  .readonly();
export type StorageUse = z.infer<typeof storageUseSchema>;

/** What a user does to put a library in order; part of the map of channels. */
export const libraryChannels = {
  'library.mark': {
    /** What is left out stays as it is; a label of null takes it away. */
    input: z.object({
      assetIds,
      rating: ratingSchema.optional(),
      label: assetLabelSchema.nullable().optional(),
    }),
    output: nothing,
  },
  'library.words': { input: assetIdSchema, output: assetWordsSchema },
  /** What the file of the original says of itself. */
  'library.metadata': { input: assetIdSchema, output: metadataReportSchema },
  'library.describe': {
    input: z.object({ assetId: assetIdSchema, words: assetWordsSchema }),
    output: nothing,
  },
  /** The words before their last change, kept over a restart; null: there is none to take back. */
  'library.words-before': { input: assetIdSchema, output: assetWordsSchema.nullable() },
  /** Takes the last change of the words back; false: there was none. */
  'library.undo-words': { input: assetIdSchema, output: z.boolean() },
  'library.restore': { input: assetIds, output: nothing },
  /** For good, with their files; only what is in the trash. */
  'library.delete': { input: assetIds, output: nothing },
  /** Returns how many images went. */
  'library.empty-trash': { input: nothing, output: z.int().nonnegative() },
  /** Asks for files and puts them in the place of missing ones; null: the user closed the dialog. */
  'library.find-files': {
    input: nothing,
    output: z
      .object({ found: z.int().nonnegative(), left: z.int().nonnegative() })
      .readonly()
      .nullable(),
  },

  'collections.list': { input: nothing, output: z.array(collectionSchema) },
  'collections.create': { input: z.object({ name: collectionName }), output: collectionSchema },
  'collections.rename': {
    input: z.object({ id: collectionIdSchema, name: collectionName }),
    output: nothing,
  },
  /** The images stay in the library. */
  'collections.remove': { input: collectionIdSchema, output: nothing },
  /** Behind those that it holds; what it holds already stays where it is. */
  'collections.add': { input: z.object({ id: collectionIdSchema, assetIds }), output: nothing },
  'collections.take-out': {
    input: z.object({ id: collectionIdSchema, assetIds }),
    output: nothing,
  },
  'collections.move': {
    /** Puts an image of the collection before another one, or last. */
    input: z.object({
      id: collectionIdSchema,
      assetId: assetIdSchema,
      before: assetIdSchema.nullable(),
    }),
    output: nothing,
  },

  'storage.measure': { input: nothing, output: storageUseSchema },
  'storage.clear-previews': { input: nothing, output: nothing },
  /** Asks where to, and writes everything into one file; null: the user closed the dialog. */
  'storage.back-up': {
    input: nothing,
    output: z
      .object({ file: z.string(), files: bytes, bytes, damaged: bytes })
      .readonly()
      .nullable(),
  },
  /** Asks for a backup and checks it; it takes effect with a restart. Null: the user closed the dialog. */
  'storage.restore': {
    input: nothing,
    output: z.object({ files: bytes, damaged: bytes }).readonly().nullable(),
  },
  'storage.restart': { input: nothing, output: nothing },
} as const satisfies Record<string, { readonly input: z.ZodType; readonly output: z.ZodType }>;
