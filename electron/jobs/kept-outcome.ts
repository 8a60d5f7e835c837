import { z } from 'zod';
import { blobHashSchema } from '../contract/ids.ts';
import { imageFactsSchema } from '../contract/images.ts';
import { textResultSchema } from '../contract/jobs.ts';
import { providerIdSchema } from '../contract/providers.ts';
import { receiptSchema } from '../contract/receipt.ts';

/** Verified files that a worker wrote, or a text: what came out of a run. */
export const runOutputSchema = z.discriminatedUnion('kind', [
  ...textResultSchema.options,
  z
    .object({
      kind: z.literal('images'),
      images: z
        .array(
          z
            .object({
              path: z.string(),
              hash: blobHashSchema,
              bytes: z.int().positive(),
              facts: imageFactsSchema,
            })
            .readonly(),
        )
        .min(1)
        .readonly(),
    })
    .readonly(),
]);

/** A paid result on its way into the library, as it is kept with the job until it is there. */
export const keptOutcomeSchema = z
  .object({ output: runOutputSchema, provider: providerIdSchema, receipt: receiptSchema })
  .readonly();
export type KeptOutcome = z.infer<typeof keptOutcomeSchema>;
