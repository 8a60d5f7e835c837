import { z } from 'zod';
import { recipeSchema, recipeSchemaAddress } from '../../electron/contract/recipes.ts';

/** The recipe file's schema as editors and other programs read it: what `docs/recipe.schema.json` holds. */
export function recipeJsonSchema(): unknown {
  const schema = z.toJSONSchema(recipeSchema, { io: 'input', target: 'draft-2020-12' });
  return JSON.parse(JSON.stringify({ ...schema, $id: recipeSchemaAddress, title: 'Recipe' }));
}
