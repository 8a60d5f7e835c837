import { z } from 'zod';

/** An accepted asynchronous job. The id becomes part of a URL: hexadecimal digits and dashes only. */
export const acceptedSchema = z.object({ id: z.string().regex(/^[\w-]{1,128}$/) });

export const balanceSchema = z.object({ credits: z.number() });

/** `{id, name, errors[]}`; a 401 of the gateway before the API has a `message` instead. */
export const refusalSchema = z.object({
  name: z.string().max(200).optional(),
  errors: z.array(z.string()).optional(),
  message: z.string().optional(),
});
export type Refusal = z.infer<typeof refusalSchema>;
