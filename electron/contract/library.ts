import { z } from 'zod';
import { appErrorSchema } from './app-error.ts';
import { editDocumentSchema } from './editing/document.ts';
import {
  assetIdSchema,
  blobHashSchema,
  idSchema,
  jobIdSchema,
  timestampSchema,
  versionIdSchema,
} from './ids.ts';
import { imageWordsSchema } from './image-words.ts';
import { imageFactsSchema } from './images.ts';
import { textResultSchema } from './jobs.ts';
import { operationIdSchema } from './operations.ts';
import { imageFormatSchema, providerIdSchema } from './providers.ts';
import { receiptSchema } from './receipt.ts';

export const versionSchema = z
  .object({
    id: versionIdSchema,
    assetId: assetIdSchema,
    blob: blobHashSchema,
    facts: imageFactsSchema,
    createdAt: timestampSchema,
    /** Null for the original, and for what the editor made. */
    madeBy: z
      .object({
        jobId: jobIdSchema,
        operation: operationIdSchema,
        provider: providerIdSchema,
        prompt: z.string().nullable(),
        parent: versionIdSchema.nullable(),
        receipt: receiptSchema,
      })
      .readonly()
      .nullable(),
    /** The mask with which it was made: a grey picture of its parent's size, white = changed. */
    mask: blobHashSchema.optional(),
    /** What the editor did to another version to make this one. */
    edited: z
      .object({ parent: versionIdSchema, document: editDocumentSchema })
      .readonly()
      .optional(),
  })
  .readonly();
export type Version = z.infer<typeof versionSchema>;

/** A text that an operation found out about an image. */
export const annotationSchema = z
  .object({
    id: idSchema,
    assetId: assetIdSchema,
    versionId: versionIdSchema,
    jobId: jobIdSchema,
    operation: operationIdSchema,
    provider: providerIdSchema,
    createdAt: timestampSchema,
    result: textResultSchema,
    receipt: receiptSchema,
  })
  .readonly();
export type Annotation = z.infer<typeof annotationSchema>;

/** Colours to sort one's work by; what each means is the user's own. */
export const assetLabels = ['red', 'yellow', 'green', 'blue'] as const;
export const assetLabelSchema = z.enum(assetLabels);
export type AssetLabel = z.infer<typeof assetLabelSchema>;

export const mostStars = 5;
/** Stars; 0: not rated. */
export const ratingSchema = z.int().min(0).max(mostStars);

/**
 * What the account's cloud knows of an image: its name, tags, rating and a small picture, never the
 * image itself. here-only: another device removed it there, or the cloud refused it.
 */
export const assetSyncSchema = z.enum(['no-account', 'waiting', 'synced', 'here-only']);
export type AssetSync = z.infer<typeof assetSyncSchema>;

/** An image in the library with a look at its newest version: a row of the grid. */
export const assetSchema = z
  .object({
    id: assetIdSchema,
    name: z.string().max(255),
    createdAt: timestampSchema,
    updatedAt: timestampSchema,
    originalVersionId: versionIdSchema,
    latest: z
      .object({ id: versionIdSchema, blob: blobHashSchema, facts: imageFactsSchema })
      .readonly(),
    versionCount: z.int().positive(),
    tags: z.array(z.string()).readonly(),
    providers: z.array(providerIdSchema).readonly(),
    /** One of its versions or texts came from a simulator. */
    simulated: z.boolean(),
    rating: ratingSchema,
    label: assetLabelSchema.nullable(),
    sync: assetSyncSchema,
    /** The file of one of its versions is gone from the disk. */
    missing: z.boolean(),
  })
  .readonly();
export type Asset = z.infer<typeof assetSchema>;

export const assetDetailsSchema = z
  .object({
    asset: assetSchema,
    versions: z.array(versionSchema).readonly(),
    annotations: z.array(annotationSchema).readonly(),
  })
  .readonly();
export type AssetDetails = z.infer<typeof assetDetailsSchema>;

/** What the user says of an image. */
export const assetWordsSchema = imageWordsSchema
  .unwrap()
  .extend({
    /** Where it was taken is left out of every file that is saved. */
    hidesPlace: z.boolean(),
  })
  .readonly();
export type AssetWords = z.infer<typeof assetWordsSchema>;

export const collectionIdSchema = idSchema.brand<'CollectionId'>();
export type CollectionId = z.infer<typeof collectionIdSchema>;
/** A named, ordered choice of images of one library. */
export const collectionSchema = z
  .object({
    id: collectionIdSchema,
    name: z.string().max(100),
    count: z.int().nonnegative(),
  })
  .readonly();
export type Collection = z.infer<typeof collectionSchema>;

export const libraryShelves = ['images', 'duplicates', 'missing', 'trash'] as const;
/** by-hand: the order of the collection; newest first where none is chosen. */
export const librarySorts = [
  'newest',
  'oldest',
  'changed',
  'name',
  'rating',
  'largest',
  'by-hand',
] as const;

export const libraryQuerySchema = z
  .object({
    /** Matches names, prompts, tags, recognised text and descriptions. */
    text: z.string().max(400).default(''),
    provider: providerIdSchema.nullable().default(null),
    operation: operationIdSchema.nullable().default(null),
    shelf: z.enum(libraryShelves).default('images'),
    /** At least so many stars. */
    rating: ratingSchema.default(0),
    label: assetLabelSchema.nullable().default(null),
    collection: collectionIdSchema.nullable().default(null),
    /** Of the newest version. */
    format: imageFormatSchema.nullable().default(null),
    /** Only images with a description or with text that was read in them. */
    withText: z.boolean().default(false),
    /** Images that look like this one, the most alike first, whatever the sort order. */
    similarTo: assetIdSchema.nullable().default(null),
    sort: z.enum(librarySorts).default('newest'),
    offset: z.int().nonnegative().default(0),
    limit: z.int().min(1).max(500).default(200),
  })
  .readonly();
export type LibraryQuery = z.infer<typeof libraryQuerySchema>;
export const libraryPageSchema = z
  .object({ total: z.int().nonnegative(), assets: z.array(assetSchema).readonly() })
  .readonly();
export type LibraryPage = z.infer<typeof libraryPageSchema>;

/** One file of a drop: in the library, already there, or refused with its own reason. */
export const ingestOutcomeSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('added'), name: z.string(), asset: assetSchema }).readonly(),
  z.object({ status: z.literal('already-there'), name: z.string(), asset: assetSchema }).readonly(),
  z.object({ status: z.literal('refused'), name: z.string(), error: appErrorSchema }).readonly(),
]);
export type IngestOutcome = z.infer<typeof ingestOutcomeSchema>;
export const ingestReportSchema = z
  .object({ outcomes: z.array(ingestOutcomeSchema).readonly() })
  .readonly();
export type IngestReport = z.infer<typeof ingestReportSchema>;
