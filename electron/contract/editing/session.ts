import { z } from 'zod';
import { idSchema, timestampSchema, versionIdSchema } from '../ids.ts';
import { editDocumentSchema } from './document.ts';

/** A name for how an edit stood once. */
export const editSnapshotSchema = z
  .object({
    id: idSchema,
    name: z.string().max(100),
    document: editDocumentSchema,
    createdAt: timestampSchema,
  })
  .readonly();
export type EditSnapshot = z.infer<typeof editSnapshotSchema>;

/** What is done to one version, with every step that led there. */
export const editStateSchema = z
  .object({
    versionId: versionIdSchema,
    document: editDocumentSchema,
    /** Oldest first; those undone come last. */
    steps: z
      .array(
        z
          .object({
            sequence: z.int().positive(),
            /** What changed, as `light.exposure`. */
            paths: z.array(z.string()).readonly(),
            undone: z.boolean(),
            changedAt: timestampSchema,
          })
          .readonly(),
      )
      .readonly(),
    snapshots: z.array(editSnapshotSchema).readonly(),
  })
  .readonly();
export type EditState = z.infer<typeof editStateSchema>;
