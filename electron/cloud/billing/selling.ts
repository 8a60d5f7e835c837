import { z } from 'zod';
import { billingStateSchema } from '../../contract/billing.ts';

/** What can be bought from this cloud, and where its provider sends buyers back to. */
export const sellingSchema = z
  .object({
    ...billingStateSchema.unwrap().shape.selling.unwrap().unwrap().shape,
    returnUrl: z.url().max(2000),
  })
  .readonly();
export type Selling = z.infer<typeof sellingSchema>;
