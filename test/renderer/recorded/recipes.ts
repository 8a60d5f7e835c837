import { appError, fail } from '../../../electron/contract/app-error.ts';
import { type Batch, type ChosenPaths, batchIdSchema } from '../../../electron/contract/batches.ts';
import type { AppEvent } from '../../../electron/contract/events.ts';
import {
  type KeptRecipe,
  recipeIdSchema,
  recipeSchema,
} from '../../../electron/contract/recipes.ts';
import { ratioSchema } from '../../../electron/contract/ratio.ts';
import type { Handlers } from './bridge.ts';
import { recordedAt } from './data.ts';

type RecipeChannel = Extract<keyof Handlers, `recipes.${string}` | `batches.${string}`>;

export const recordedPaths: ChosenPaths = {
  id: '00000000-0000-4000-8000-00000000c001',
  names: ['Summer 2026'],
  more: 0,
};

/** Recipes that can be kept and changed; one run under way. */
export function recordedRecipes(
  emit: (event: AppEvent) => void,
  empty: boolean,
): Pick<Handlers, RecipeChannel> {
  let kept: readonly KeptRecipe[] = empty ? [] : [web];
  const keep = (next: readonly KeptRecipe[]): void => {
    kept = next;
    emit({ type: 'recipes-changed', recipes: [...kept] });
  };
  return {
    'recipes.list': () => [...kept],
    'recipes.save': ({ id, recipe }) => {
      const saved = { id: id ?? recipeIdSchema.parse(crypto.randomUUID()), recipe, updatedAt: 0 };
      keep([...kept.filter((one) => one.id !== saved.id), saved]);
      return saved;
    },
    'recipes.remove': (id) => keep(kept.filter((one) => one.id !== id)),
    'recipes.import': () => [],
    'recipes.export': () => 'Web shop.json',
    'batches.choose': () => recordedPaths,
    'batches.estimate': () => ({
      files: 1200,
      sampled: 24,
      inputBytes: 9_600_000_000,
      alreadyDone: 0,
      cost: { low: 0, high: 24_000_000 },
      ms: 5_400_000,
      outputBytes: 340_000_000,
      freeBytes: 90_000_000_000,
      stepsWithoutRoute: [],
      refused: [],
    }),
    'batches.start': () => {
      throw fail('not-allowed');
    },
    'batches.list': () => (empty ? [] : [running, watching, full]),
    'batches.items': () => ({ total: 0, items: [] }),
    'batches.pause': () => undefined,
    'batches.resume': () => undefined,
    'batches.stop': () => undefined,
    'batches.retry-failed': () => undefined,
    'batches.remove': () => undefined,
    'batches.report': () => undefined,
    'batches.show-folder': () => undefined,
  };
}

const web: KeptRecipe = {
  id: recipeIdSchema.parse('00000000-0000-4000-8000-00000000c010'),
  recipe: recipeSchema.parse({
    version: 1,
    name: 'Web shop',
    steps: [
      { do: 'remove-background' },
      {
        do: 'adjust',
        edits: {
          light: { exposure: 0.3 },
          curves: {
            all: [
              [0, 0.1],
              [1, 1],
            ],
          },
        },
      },
      { do: 'crop', ratio: ratioSchema.parse('4:5') },
      { do: 'resize', longestSide: 2000 },
    ],
    outputs: [
      { format: 'jpeg', maxBytes: 300_000, name: 'web/{name}' },
      { format: 'png', name: 'print/{name}' },
    ],
  }),
  updatedAt: recordedAt,
};

const running: Batch = {
  id: batchIdSchema.parse('00000000-0000-4000-8000-00000000c020'),
  recipe: web.recipe,
  folder: 'Shop',
  state: { status: 'running' },
  watched: null,
  counts: { waiting: 700, running: 4, done: 480, skipped: 16, failed: 0 },
  warned: 0,
  listing: false,
  cost: 9_600_000,
  cap: null,
  remainingMs: 3_000_000,
  createdAt: recordedAt,
  endedAt: null,
};

const watching: Batch = {
  ...running,
  id: batchIdSchema.parse('00000000-0000-4000-8000-00000000c021'),
  state: { status: 'done' },
  watched: 'Camera',
  counts: { waiting: 0, running: 0, done: 31, skipped: 0, failed: 0 },
  cost: 0,
  remainingMs: null,
};

const full: Batch = {
  ...running,
  id: batchIdSchema.parse('00000000-0000-4000-8000-00000000c022'),
  state: { status: 'paused', by: 'failure', error: appError('disk-full') },
  counts: { waiting: 60, running: 0, done: 40, skipped: 0, failed: 0 },
  warned: 2,
  cost: 0,
  remainingMs: null,
};
