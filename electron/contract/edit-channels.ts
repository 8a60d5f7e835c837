import { z } from 'zod';
import { editDiffSchema } from './editing/diff.ts';
import { editDocumentSchema } from './editing/document.ts';
import { editImageSchema } from './editing/image-name.ts';
import { lutNameSchema } from './editing/lut.ts';
import { editStateSchema } from './editing/session.ts';
import { markDrawingSchema } from './editing/watermark.ts';
import { blobHashSchema, idSchema, versionIdSchema } from './ids.ts';

/** Edits of versions: each answer is how the edit stands now. */
export const editChannels = {
  'edits.open': { input: versionIdSchema, output: editStateSchema },
  'edits.change': {
    input: z.object({
      versionId: versionIdSchema,
      diff: editDiffSchema,
      /** Part of the step before, where that changed the same: what a held key leaves behind. */
      merge: z.boolean().default(false),
    }),
    output: editStateSchema,
  },
  'edits.undo': { input: versionIdSchema, output: editStateSchema },
  'edits.redo': { input: versionIdSchema, output: editStateSchema },
  /** Undoes or redoes until this step is the last one done; 0: before all of them. */
  'edits.go-to': {
    input: z.object({ versionId: versionIdSchema, sequence: z.int().nonnegative() }),
    output: editStateSchema,
  },
  /** Gives other versions the same edit, each as a step of its own; their framing stays. */
  'edits.paste': {
    input: z.object({
      versionIds: z.array(versionIdSchema).min(1).max(1000),
      document: editDocumentSchema,
    }),
    output: z.void(),
  },
  'edits.keep-snapshot': {
    input: z.object({ versionId: versionIdSchema, name: z.string().trim().min(1).max(100) }),
    output: editStateSchema,
  },
  'edits.remove-snapshot': {
    input: z.object({ versionId: versionIdSchema, id: idSchema }),
    output: editStateSchema,
  },
  /** Asks for a .cube file and keeps it; null: the user closed the dialog. */
  'edits.choose-lut': { input: z.void(), output: lutNameSchema.nullable() },
  /** The same for the image of a watermark. */
  'edits.choose-mark': { input: z.void(), output: editImageSchema.nullable() },
  /** A table of colours, as `decodeLut` reads it. */
  'edits.lut': { input: blobHashSchema, output: z.instanceof(Uint8Array) },
  /** A watermark as a PNG, its numbers in the working space, and its pixels per pixel of the picture. */
  'edits.draw-mark': {
    input: markDrawingSchema,
    output: z.object({ png: z.instanceof(Uint8Array), scale: z.number() }).readonly(),
  },
  /** Renders the edit at full size as a new version of the same asset. */
  'edits.save': { input: versionIdSchema, output: versionIdSchema },
} as const satisfies Record<string, { readonly input: z.ZodType; readonly output: z.ZodType }>;
