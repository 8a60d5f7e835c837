import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Scope, scopeSchema } from '../contract/account.ts';
import { fail } from '../contract/app-error.ts';
import {
  type KeptRecipe,
  type Recipe,
  type RecipeId,
  recipeIdSchema,
  recipeSchema,
} from '../contract/recipes.ts';
import { jsonColumn } from '../library/json-column.ts';
import type { Store } from '../library/store.ts';

/** The recipes that a library keeps. */
export interface Recipes {
  /** Of the scope that is shown, by name. */
  list(): readonly KeptRecipe[];
  /** Throws `not-found`. */
  get(id: RecipeId): KeptRecipe;
  /** Without an id, or with one that is gone: a new one. */
  save(id: RecipeId | null, recipe: Recipe): KeptRecipe;
  remove(id: RecipeId): void;
}

export interface RecipesOptions {
  readonly store: Store;
  readonly now: () => number;
  readonly scope: () => Scope;
  readonly onChanged: (recipes: readonly KeptRecipe[]) => void;
}

const rowSchema = z.object({
  id: recipeIdSchema,
  scope: scopeSchema,
  recipe: jsonColumn(recipeSchema),
  updatedAt: z.number(),
});

const columns = 'id, scope, recipe, updated_at as updatedAt';

export function createRecipes({ store, now, scope, onChanged }: RecipesOptions): Recipes {
  const toKept = ({ id, recipe, updatedAt }: z.infer<typeof rowSchema>): KeptRecipe => ({
    id,
    recipe,
    updatedAt,
  });

  function list(): readonly KeptRecipe[] {
    return store
      .all(`select ${columns} from recipes where scope = ? order by created_at`, scope())
      .map((row) => toKept(rowSchema.parse(row)));
  }

  function find(id: RecipeId): KeptRecipe | null {
    const row = store.get(`select ${columns} from recipes where id = ? and scope = ?`, id, scope());
    return row === undefined ? null : toKept(rowSchema.parse(row));
  }

  return {
    list,
    get: (id) => {
      const found = find(id);
      if (found === null) throw fail('not-found', { params: { what: 'recipe' } });
      return found;
    },
    save: (given, recipe) => {
      const id = given !== null && find(given) !== null ? given : newId();
      const at = now();
      store.run(
        `insert into recipes (id, scope, recipe, created_at, updated_at) values (?, ?, ?, ?, ?)
         on conflict do update set recipe = excluded.recipe, updated_at = excluded.updated_at`,
        id,
        scope(),
        JSON.stringify(recipe),
        at,
        at,
      );
      onChanged(list());
      return { id, recipe, updatedAt: at };
    },
    remove: (id) => {
      store.run('delete from recipes where id = ? and scope = ?', id, scope());
      onChanged(list());
    },
  };
}

function newId(): RecipeId {
  return recipeIdSchema.parse(randomUUID());
}
