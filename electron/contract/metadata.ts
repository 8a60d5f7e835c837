import { z } from 'zod';
import { imageWordsSchema } from './image-words.ts';
import { assetLabelSchema, ratingSchema } from './library.ts';

/**
 * Where a picture comes from, as a term of the IPTC's vocabulary "digital source type": made by a
 * model, changed by one, or improved by an algorithm that invents nothing.
 */
export const sourceTypes = [
  'trainedAlgorithmicMedia',
  'compositeWithTrainedAlgorithmicMedia',
  'algorithmicallyEnhanced',
] as const;
export type SourceType = (typeof sourceTypes)[number];
/** What a term's address begins with. */
export const sourceTerms = 'http://cv.iptc.org/newscodes/digitalsourcetype/';

/** What is written into a file beside what it carries from its original. */
export const imageNotesSchema = z
  .object({
    words: imageWordsSchema,
    rating: ratingSchema,
    label: assetLabelSchema.nullable(),
    /** Null: no model had a part in it. */
    source: z.enum(sourceTypes).nullable(),
    /** Somebody changed by hand what it shows; otherwise its size and format at most. */
    edited: z.boolean(),
  })
  .readonly();
export type ImageNotes = z.infer<typeof imageNotesSchema>;

/** What a file lacks that was written, and whose picture is as it should be. */
export const fileWarningSchema = z.enum(['credentials-incomplete']);
export type FileWarning = z.infer<typeof fileWarningSchema>;
export const fileWarningsSchema = z.array(fileWarningSchema).max(10).readonly();

export const metadataGroups = ['file', 'exif', 'gps', 'iptc', 'xmp', 'icc', 'other'] as const;
export type MetadataGroup = (typeof metadataGroups)[number];

export const metadataEntrySchema = z
  .object({ group: z.enum(metadataGroups), name: z.string().max(200), value: z.string().max(2000) })
  .readonly();
export type MetadataEntry = z.infer<typeof metadataEntrySchema>;
export const mostMetadataEntries = 2000;

/** What a signed statement in the file says of how the picture came about (C2PA). */
export const credentialsSchema = z
  .object({
    /** trusted: by somebody on a trust list. valid: unchanged since it was signed. */
    state: z.enum(['trusted', 'valid', 'invalid']),
    /** Who signed, in the words of the certificate. */
    issuer: z.string().max(300).nullable(),
    /** The program that made the statement. */
    generator: z.string().max(300).nullable(),
    signedAt: z.string().max(60).nullable(),
    /** Newest last: what was done, and whether a model did it. */
    actions: z
      .array(
        z
          .object({ action: z.string().max(100), source: z.string().max(300).nullable() })
          .readonly(),
      )
      .max(100)
      .readonly(),
    /** Titles of the pictures that it was made of. */
    ingredients: z.array(z.string().max(300)).max(100).readonly(),
    /** Codes of what did not hold (C2PA 2.2, "validation status codes"). */
    problems: z.array(z.string().max(200)).max(100).readonly(),
  })
  .readonly();
export type Credentials = z.infer<typeof credentialsSchema>;

/** All that a file says of itself. */
export const metadataReportSchema = z
  .object({
    entries: z.array(metadataEntrySchema).max(mostMetadataEntries).readonly(),
    /** What the fields of the panel would show; what the file does not say is left out. */
    words: imageWordsSchema.unwrap().omit({ removed: true }).partial().readonly(),
    place: z
      .object({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) })
      .readonly()
      .nullable(),
    credentials: credentialsSchema.nullable(),
  })
  .readonly();
export type MetadataReport = z.infer<typeof metadataReportSchema>;
