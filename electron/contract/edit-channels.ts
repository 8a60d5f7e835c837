import { z } from 'zod';
import { editDiffSchema } from './editing/diff.ts';
import { editDocumentSchema } from './editing/document.ts';
import { editStateSchema } from './editing/session.ts';
import { idSchema, versionIdSchema } from './ids.ts';

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
  /** Renders the edit at full size as a new version of the same asset. */
  'edits.save': { input: versionIdSchema, output: versionIdSchema },
} as const satisfies Record<string, { readonly input: z.ZodType; readonly output: z.ZodType }>;
