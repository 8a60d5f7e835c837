import { z } from 'zod';
import { assetIdSchema, jobIdSchema, versionIdSchema } from './ids.ts';

/** As many of one request can be made to choose among. */
export const mostVariants = 4;

/** Choosing among variants; part of the map of channels. */
export const variantChannels = {
  /**
   * Says what became of jobs of one set: the named versions stay, their others go to the trash. Jobs
   * that are not over are passed over. Returns what went to the trash, for `library.restore`.
   */
  'variants.decide': {
    input: z.object({
      jobIds: z.array(jobIdSchema).min(1).max(mostVariants).readonly(),
      keep: z.array(versionIdSchema).max(1000).readonly(),
    }),
    output: z.array(assetIdSchema),
  },
} as const satisfies Record<string, { readonly input: z.ZodType; readonly output: z.ZodType }>;
