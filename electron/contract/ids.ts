import { z } from 'zod';

/** Identifiers are random UUIDs made where the thing is made, so that they stay true offline. */
export const idSchema = z.uuid();

/** The SHA-256 of a file's bytes, in lower-case hexadecimal. */
export const blobHashSchema = z.string().regex(/^[0-9a-f]{64}$/);
export type BlobHash = z.infer<typeof blobHashSchema>;

export const assetIdSchema = idSchema.brand<'AssetId'>();
export type AssetId = z.infer<typeof assetIdSchema>;
export const versionIdSchema = idSchema.brand<'VersionId'>();
export type VersionId = z.infer<typeof versionIdSchema>;
export const jobIdSchema = idSchema.brand<'JobId'>();
export type JobId = z.infer<typeof jobIdSchema>;
export const attemptIdSchema = idSchema.brand<'AttemptId'>();
export type AttemptId = z.infer<typeof attemptIdSchema>;

/** Milliseconds since the Unix epoch. */
export const timestampSchema = z.int().nonnegative();
export type Timestamp = z.infer<typeof timestampSchema>;
