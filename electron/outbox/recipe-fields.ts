import { z } from 'zod';
import { type KeptRecipe, recipeIdSchema, recipeSchema } from '../contract/recipes.ts';
import type { Fields } from './lay-over.ts';

/** A recipe's row in the cloud; one of a newer app, with steps that are not known here, stays unread. */
export const recipeFieldsSchema = z.object({
  /** Again, for lists that know no recipes. */
  name: z.string().max(200),
  recipe: recipeSchema,
});

export const recipeKeySchema = recipeIdSchema;

export function recipeFields({ recipe }: Pick<KeptRecipe, 'recipe'>): Fields {
  return { name: recipe.name, recipe };
}
