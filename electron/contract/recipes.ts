import { z } from 'zod';
import { editDocumentSchema } from './editing/document.ts';
import { timestampSchema, idSchema } from './ids.ts';
import { exportOptionsSchema, outputFormatSchema } from './images.ts';
import { operations } from './operations.ts';
import { imageWordsSchema } from './image-words.ts';
import { providerIdSchema } from './providers.ts';
import { ratioSchema } from './ratio.ts';

/**
 * A recipe: what is done to each image of a batch, one step after the other, and which files come
 * of it. It is a JSON file that people share and edit by hand; `docs/recipe.schema.json` is made
 * from these schemas.
 */

/** Operations that need one image and nothing else: a mask or a reference fits one image only. */
export const recipeOperationIds = [
  'describe',
  'alt-text',
  'tags',
  'ocr',
  'ask',
  'content-check',
  'edit',
  'outpaint',
  'search-and-replace',
  'recolor',
  'remove-background',
  'replace-background',
  'upscale',
  'vary',
  'restyle',
] as const;
export type RecipeOperationId = (typeof recipeOperationIds)[number];

const side = z.int().min(16).max(30_000);

/** Options that were left out have their defaults; `provider` is asked first and alone. */
function operationStep<Id extends RecipeOperationId>(id: Id) {
  type Options = (typeof operations)[Id]['options'];
  return z
    .strictObject({
      do: z.literal(id),
      options: z.prefault(
        operations[id].options as Options,
        {} as z.util.NoUndefined<z.input<Options>>,
      ),
      provider: providerIdSchema.optional(),
    })
    .readonly();
}

/** What the editor does: light, colour, curves, detail …; what is left out stays as it is. */
const adjustStepSchema = z
  .strictObject({ do: z.literal('adjust'), edits: editDocumentSchema })
  .readonly();

/** The largest part with this shape, from the middle. */
const cropStepSchema = z.strictObject({ do: z.literal('crop'), ratio: ratioSchema }).readonly();

const resizeStepSchema = z
  .strictObject({
    do: z.literal('resize'),
    /** Pixels; a smaller image stays as it is. */
    longestSide: side,
  })
  .readonly();

/** The format in which the image goes on, almost without loss. */
const convertStepSchema = z
  .strictObject({ do: z.literal('convert'), format: outputFormatSchema })
  .readonly();

export const recipeStepSchema = z.discriminatedUnion('do', [
  operationStep('describe'),
  operationStep('alt-text'),
  operationStep('tags'),
  operationStep('ocr'),
  operationStep('ask'),
  operationStep('content-check'),
  operationStep('edit'),
  operationStep('outpaint'),
  operationStep('search-and-replace'),
  operationStep('recolor'),
  operationStep('remove-background'),
  operationStep('replace-background'),
  operationStep('upscale'),
  operationStep('vary'),
  operationStep('restyle'),
  adjustStepSchema,
  cropStepSchema,
  resizeStepSchema,
  convertStepSchema,
]);
export type RecipeStep = z.infer<typeof recipeStepSchema>;
export type OperationStep = Extract<RecipeStep, { readonly do: RecipeOperationId }>;
export type LocalStep = Exclude<RecipeStep, OperationStep>;
export type LocalStepId = LocalStep['do'];
/** Those that touch pixels on this machine, without a model. */
export const localStepIds = [
  'adjust',
  'crop',
  'resize',
  'convert',
] as const satisfies readonly LocalStepId[];

/** One file for each input. */
export const recipeOutputSchema = z
  .strictObject({
    /** `same`: that of the image as the steps leave it, where it can be written. */
    format: z.enum(['same', ...outputFormatSchema.options]).default('same'),
    /** 1 to 100, for the lossy formats; with `maxBytes` the best that is tried. */
    quality: z.int().min(1).max(100).default(85),
    /** The file is at most this large: by its quality first, then by its size in pixels. */
    maxBytes: z.int().min(1000).max(1e9).nullable().default(null),
    longestSide: side.nullable().default(null),
    /** May name folders: `web/{name}-{width}`. */
    name: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .regex(/^(?!.*(^|\/)\.\.?(\/|$))[^\\]*$/, 'folders below the output folder only')
      .default('{name}'),
    /** Inputs from folders below the one that was given: their folders are kept, or left out. */
    folders: z.enum(['keep', 'flat']).default('keep'),
    /** What happens to a file that is there already. */
    collision: z.enum(['skip', 'number', 'replace']).default('number'),
    metadata: exportOptionsSchema.unwrap().shape.metadata,
  })
  .readonly();
export type RecipeOutput = z.infer<typeof recipeOutputSchema>;

/** What is said of every image, in the outputs that keep metadata, in the place of what is said already. */
export const recipeWordsSchema = z
  .strictObject({
    ...imageWordsSchema
      .unwrap()
      .pick({ title: true, description: true, altText: true, creator: true, copyright: true })
      .partial().shape,
    /** Beside those that the image has. */
    keywords: imageWordsSchema.unwrap().shape.keywords.optional(),
    /** What `describe`, `alt-text` and `tags` find is written too; what is said above goes first. */
    found: z.boolean().optional(),
  })
  .readonly();
export type RecipeWords = z.infer<typeof recipeWordsSchema>;

export const recipeVersion = 1;
export const recipeSchemaAddress = 'https://emulsion.example/schemas/recipe-1.json';

export const recipeSchema = z
  .strictObject({
    $schema: z.string().max(400).optional(),
    version: z.literal(recipeVersion),
    name: z.string().trim().min(1).max(120),
    about: z.string().trim().max(1000).optional(),
    steps: z.array(recipeStepSchema).max(30).readonly().default([]),
    outputs: z.array(recipeOutputSchema).max(12).readonly().default([]),
    /** Where found texts go: into the report only, or also into a text file beside the outputs. */
    texts: z.enum(['report', 'file']).default('report'),
    words: recipeWordsSchema.optional(),
  })
  .readonly()
  .superRefine(({ steps, outputs }, context) => {
    for (const [index, step] of steps.entries()) {
      if (!isOperationStep(step) || isTextStep(step)) continue;
      if ('count' in step.options && step.options.count !== 1) {
        const path = ['steps', index, 'options', 'count'];
        context.addIssue({ code: 'custom', path, message: 'a recipe goes on with one image' });
      }
    }
    if (outputs.length === 0 && !steps.some(isTextStep)) {
      context.addIssue({ code: 'custom', path: ['outputs'], message: 'nothing would come of it' });
    }
  });
export type Recipe = z.infer<typeof recipeSchema>;
/** As it is written: what has a default may be left out. */
export type RecipeInput = z.input<typeof recipeSchema>;

/** Whether a step finds something out and leaves the image as it is. */
export function isTextStep(step: RecipeStep): boolean {
  return isOperationStep(step) && operations[step.do].output !== 'image';
}

export function isOperationStep(step: RecipeStep): step is OperationStep {
  return !localStepIds.some((id) => id === step.do);
}

export const recipeIdSchema = idSchema.brand<'RecipeId'>();
export type RecipeId = z.infer<typeof recipeIdSchema>;

/** A recipe as the library keeps it. */
export const keptRecipeSchema = z
  .object({ id: recipeIdSchema, recipe: recipeSchema, updatedAt: timestampSchema })
  .readonly();
export type KeptRecipe = z.infer<typeof keptRecipeSchema>;
