import { z } from 'zod';
import { microUsdSchema } from './money.ts';

const count = z.int().nonnegative();

/** What jobs of the managed gateway earned and bore, of one model and operation. */
export const marginSchema = z
  .object({
    /** `openai:gpt-image-2`; null: nobody was asked. */
    model: z.string().max(200).nullable(),
    operation: z.string().max(60),
    requests: count,
    cached: count,
    failed: count,
    /** µ$: what the credits that were taken are worth, what providers charged, and the difference. */
    worth: microUsdSchema,
    cost: microUsdSchema,
    margin: z.int(),
    /** µ$: the most that providers may have charged besides, for answers that were lost. */
    unsure: microUsdSchema,
  })
  .readonly();
export type Margin = z.infer<typeof marginSchema>;

export const marginReportSchema = z
  .object({ since: z.iso.date(), margins: z.array(marginSchema).readonly() })
  .readonly();
export type MarginReport = z.infer<typeof marginReportSchema>;
