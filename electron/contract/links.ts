import { z } from 'zod';
import { idSchema } from './ids.ts';
import { ingestReportSchema } from './library.ts';
import { operationCallSchema } from './operations.ts';
import { recipeSchema } from './recipes.ts';

/** Of a deep link, all in all. */
export const mostLinkCharacters = 20_000;

/** What a link from outside asks for; nothing of it happens before the user agrees. */
export const linkQuestionSchema = z.discriminatedUnion('ask', [
  z.object({
    ask: z.literal('open'),
    id: idSchema,
    name: z.string(),
    /** Where the file lies, as the user reads it: below the home folder. */
    folder: z.string(),
  }),
  z.object({ ask: z.literal('run'), id: idSchema, call: operationCallSchema }),
  z.object({ ask: z.literal('recipe'), id: idSchema, recipe: recipeSchema }),
]);
export type LinkQuestion = z.infer<typeof linkQuestionSchema>;

export const linkChannels = {
  /**
   * Answers the question that is open; what came of taking a file in, or null where nothing was to be
   * done here. Rejects with `not-found` where another one is open by now, or none.
   */
  'links.answer': {
    input: z.object({ id: idSchema, accepted: z.boolean() }),
    output: ingestReportSchema.nullable(),
  },
} as const satisfies Record<string, { readonly input: z.ZodType; readonly output: z.ZodType }>;
