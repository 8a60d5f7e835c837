import { z } from 'zod';
import {
  batchEstimateSchema,
  batchIdSchema,
  batchItemSchema,
  batchSchema,
  chosenPathsSchema,
  itemStatusSchema,
  onCapSchema,
} from './batches.ts';
import { idSchema } from './ids.ts';
import { microUsdSchema } from './money.ts';
import { keptRecipeSchema, recipeIdSchema, recipeSchema } from './recipes.ts';

const nothing = z.void();

/** A recipe, the inputs and the output folder as they were chosen. */
const plannedSchema = z.object({
  recipe: recipeSchema,
  inputs: idSchema,
  /** Null where the recipe writes no files. */
  folder: idSchema.nullable(),
});

/** The window's calls about recipes and batches. */
export const recipeChannels = {
  'recipes.list': { input: nothing, output: z.array(keptRecipeSchema) },
  /** Without an id: a new one. */
  'recipes.save': {
    input: z.object({ id: recipeIdSchema.nullable(), recipe: recipeSchema }),
    output: keptRecipeSchema,
  },
  'recipes.remove': { input: recipeIdSchema, output: nothing },
  /** Asks for recipe files; rejects with `invalid-request`, whose cause says where. */
  'recipes.import': { input: nothing, output: z.array(keptRecipeSchema) },
  /** Asks where to; null: the user closed the dialog. */
  'recipes.export': { input: recipeIdSchema, output: z.string().nullable() },

  /** Null: the user closed the dialog. */
  'batches.choose': {
    input: z.enum(['files', 'folder', 'out-folder']),
    output: chosenPathsSchema.nullable(),
  },
  'batches.estimate': { input: plannedSchema, output: batchEstimateSchema },
  'batches.start': {
    input: plannedSchema.extend({
      cap: microUsdSchema.nonnegative().nullable(),
      onCap: onCapSchema.default('ask'),
      /** Goes on with what comes into the one folder that was chosen. */
      watch: z.boolean().default(false),
    }),
    output: batchSchema,
  },
  'batches.list': { input: nothing, output: z.array(batchSchema) },
  'batches.items': {
    input: z.object({
      id: batchIdSchema,
      status: itemStatusSchema.nullable().default(null),
      offset: z.int().nonnegative().default(0),
      limit: z.int().min(1).max(200).default(50),
    }),
    output: z.object({ total: z.int().nonnegative(), items: z.array(batchItemSchema) }),
  },
  'batches.pause': { input: batchIdSchema, output: nothing },
  /** Another cap, where it was reached. */
  'batches.resume': {
    input: z.object({
      id: batchIdSchema,
      cap: microUsdSchema.nonnegative().nullable().optional(),
    }),
    output: nothing,
  },
  'batches.stop': { input: batchIdSchema, output: nothing },
  'batches.retry-failed': { input: batchIdSchema, output: nothing },
  'batches.remove': { input: batchIdSchema, output: nothing },
  /** Writes CSV and HTML beside the outputs, and shows them. */
  'batches.report': { input: batchIdSchema, output: nothing },
  'batches.show-folder': { input: batchIdSchema, output: nothing },
} as const;
