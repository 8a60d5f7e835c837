import { z } from 'zod';

const tokens = z.int().nonnegative();

/** One chunk of a streamed chat completion. Servers differ: what is missing counts as empty. */
export const chunkSchema = z.object({
  choices: z
    .array(
      z.object({
        delta: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }).nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: z.object({ prompt_tokens: tokens, completion_tokens: tokens }).nullish(),
});
export type ChatUsage = NonNullable<z.infer<typeof chunkSchema>['usage']>;

/** The list of models; aggregators also say what a model takes in. */
export const modelsSchema = z.object({
  data: z.array(
    z.object({
      id: z.string().min(1).max(200),
      architecture: z.object({ input_modalities: z.array(z.string()) }).nullish(),
    }),
  ),
});
