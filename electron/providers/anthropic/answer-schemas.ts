import { z } from 'zod';

const tokens = z.int().nonnegative();

/** Cumulative: what the last event says replaces what came before. */
const usageSchema = z.object({
  input_tokens: tokens.nullish(),
  cache_creation_input_tokens: tokens.nullish(),
  cache_read_input_tokens: tokens.nullish(),
  output_tokens: tokens,
});
export type Usage = z.infer<typeof usageSchema>;

/** Events of a streamed message; unknown ones are skipped, so that new ones break nothing. */
export const eventSchema = z.union([
  z.object({ type: z.literal('message_start'), message: z.object({ usage: usageSchema }) }),
  z.object({
    type: z.literal('content_block_delta'),
    delta: z.object({ type: z.literal('text_delta'), text: z.string() }),
  }),
  z.object({
    type: z.literal('message_delta'),
    delta: z.object({
      stop_reason: z.string().max(100).nullable(),
      stop_details: z.object({ category: z.string().max(100).nullish() }).nullish(),
    }),
    usage: usageSchema,
  }),
  z.object({ type: z.literal('message_stop') }),
  z.object({ type: z.string() }).transform(() => ({ type: 'other' as const })),
]);

export const modelsSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

/** `error.details` of an error answer. */
export const errorDetailsSchema = z.object({
  error_code: z.string(),
  max_side_length_pixels: z.int().positive().optional(),
});
