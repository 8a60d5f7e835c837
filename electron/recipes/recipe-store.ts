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
  /** What the account's other devices made of a recipe; null: they deleted it. */
  hear(scope: Scope, id: RecipeId, recipe: Recipe | null): void;
}

/** Told of each change inside its transaction. */
export interface RecipeWitness {
  written(scope: Scope, kept: Pick<KeptRecipe, 'id' | 'recipe'>): void;
  removing(scope: Scope, id: RecipeId): void;
}

export interface RecipesOptions {
  readonly store: Store;
  readonly now: () => number;
  readonly scope: () => Scope;
  readonly onChanged: (recipes: readonly KeptRecipe[]) => void;
  readonly witness: RecipeWitness;
}

const rowSchema = z.object({
  id: recipeIdSchema,
  scope: scopeSchema,
  recipe: jsonColumn(recipeSchema),
  updatedAt: z.number(),
});

const columns = 'id, scope, recipe, updated_at as updatedAt';

export function createRecipes(options: RecipesOptions): Recipes {
  const { store, now, scope, witness } = options;
  const toKept = ({ id, recipe, updatedAt }: z.infer<typeof rowSchema>): KeptRecipe => ({
    id,
    recipe,
    updatedAt,
  });

  function list(): readonly KeptRecipe[] {
    return store
      .all(`select ${columns} from recipes where scope = ? order by created_at, id`, scope())
      .map((row) => toKept(rowSchema.parse(row)));
  }

  function find(id: RecipeId): KeptRecipe | null {
    const row = store.get(`select ${columns} from recipes where id = ? and scope = ?`, id, scope());
    return row === undefined ? null : toKept(rowSchema.parse(row));
  }

  function put(into: Scope, id: RecipeId, recipe: Recipe): void {
    const at = now();
    store.run(
      `insert into recipes (id, scope, recipe, created_at, updated_at) values (?, ?, ?, ?, ?)
       on conflict do update set recipe = excluded.recipe, updated_at = excluded.updated_at
       where scope = excluded.scope`,
      id,
      into,
      JSON.stringify(recipe),
      at,
      at,
    );
    changed(into);
  }

  function drop(from: Scope, id: RecipeId): void {
    store.run('delete from recipes where id = ? and scope = ?', id, from);
    changed(from);
  }

  function changed(where: Scope): void {
    store.afterCommit(() => {
      if (where === scope()) options.onChanged(list());
    });
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
      store.transaction(() => {
        put(scope(), id, recipe);
        witness.written(scope(), { id, recipe });
      });
      return { id, recipe, updatedAt: now() };
    },
    remove: (id) => {
      store.transaction(() => {
        if (find(id) === null) return;
        witness.removing(scope(), id);
        drop(scope(), id);
      });
    },
    hear: (into, id, recipe) => {
      if (recipe === null) drop(into, id);
      else put(into, id, recipe);
    },
  };
}

function newId(): RecipeId {
  return recipeIdSchema.parse(randomUUID());
}
