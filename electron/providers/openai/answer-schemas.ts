import { z } from 'zod';

const tokens = z.int().nonnegative();

const imageUsageSchema = z.object({
  input_tokens: tokens,
  input_tokens_details: z.object({ text_tokens: tokens, image_tokens: tokens }),
  output_tokens: tokens,
});
export type ImageUsage = z.infer<typeof imageUsageSchema>;

/** The answer of `images.generate` and `images.edit` without a stream. */
export const imagesAnswerSchema = z.object({
  data: z.array(z.object({ b64_json: z.string().min(1) })).default([]),
  usage: imageUsageSchema.optional(),
});

/** Events of a streamed image; unknown ones are skipped, so that new ones break nothing. */
export const imageEventSchema = z.union([
  z.object({
    type: z.enum(['image_generation.partial_image', 'image_edit.partial_image']),
    b64_json: z.string().min(1),
    partial_image_index: z.int().nonnegative(),
  }),
  z.object({
    type: z.enum(['image_generation.completed', 'image_edit.completed']),
    b64_json: z.string().min(1),
    usage: imageUsageSchema.optional(),
  }),
  z.object({ type: z.string() }).transform(() => ({ type: 'other' as const })),
]);

const textUsageSchema = z.object({ input_tokens: tokens, output_tokens: tokens });
export type TextUsage = z.infer<typeof textUsageSchema>;

const contentSchema = z.union([
  z.object({ type: z.literal('output_text'), text: z.string() }),
  z.object({ type: z.literal('refusal'), refusal: z.string() }),
  z.object({ type: z.string() }).transform(() => ({ type: 'other' as const })),
]);

/** A whole response: what the last event of a stream carries. */
const responseSchema = z.object({
  status: z.string(),
  error: z.object({ code: z.string() }).nullish(),
  incomplete_details: z.object({ reason: z.string().optional() }).nullish(),
  output: z.array(z.object({ content: z.array(contentSchema).default([]) })),
  usage: textUsageSchema.nullish(),
});
export type TextResponse = z.infer<typeof responseSchema>;

export const textEventSchema = z.union([
  z.object({ type: z.literal('response.output_text.delta'), delta: z.string() }),
  z.object({
    type: z.enum(['response.completed', 'response.incomplete', 'response.failed']),
    response: responseSchema,
  }),
  z.object({ type: z.string() }).transform(() => ({ type: 'other' as const })),
]);

export const modelsSchema = z.object({ data: z.array(z.object({ id: z.string() })) });
