import { z } from 'zod';
import { blobHashSchema, timestampSchema } from '../../contract/ids.ts';

/** The first file of a backup; the database and the images follow. */
export const manifestSchema = z
  .object({
    format: z.literal('emulsion-backup'),
    version: z.literal(1),
    /** Migrations that the database has seen. */
    schema: z.int().positive(),
    createdAt: timestampSchema,
    databaseHash: blobHashSchema,
  })
  .readonly();
export type Manifest = z.infer<typeof manifestSchema>;

export const manifestName = 'manifest.json';
export const databaseName = 'library.db';
export const blobFolder = 'blobs/';
/** A manifest is a few lines: more is no manifest. */
export const mostManifestBytes = 64 * 1024;
