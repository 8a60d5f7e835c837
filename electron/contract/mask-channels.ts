import { z } from 'zod';
import { blobHashSchema, versionIdSchema } from './ids.ts';
import { maskStateSchema, maskStepSchema } from './masking/document.ts';

/** Masks of versions: each answer is safe on disk. */
export const maskChannels = {
  'masks.open': { input: versionIdSchema, output: maskStateSchema },
  /** Appends a step where the first `done` ones count; those undone behind them are gone. */
  'masks.add': {
    input: z.object({
      versionId: versionIdSchema,
      done: z.int().nonnegative(),
      step: maskStepSchema,
    }),
    output: z.void(),
  },
  /** So many steps count from now on: what undo and redo do. */
  'masks.go-to': {
    input: z.object({ versionId: versionIdSchema, done: z.int().nonnegative() }),
    output: z.void(),
  },
  /** The people in a version's image, found on this device, as a grey picture. Rejects `nothing-found`. */
  'masks.subject': { input: versionIdSchema, output: blobHashSchema },
  /** The canonical mask at full size, as a job request names it. Rejects where it covers nothing. */
  'masks.render': { input: versionIdSchema, output: blobHashSchema },
} as const satisfies Record<string, { readonly input: z.ZodType; readonly output: z.ZodType }>;
