import { type EditDocument, unedited } from '../../electron/contract/editing/document.ts';
import { commonRatios } from '../../electron/contract/ratio.ts';
import {
  type LocalStep,
  type Recipe,
  type RecipeId,
  type RecipeOperationId,
  type RecipeOutput,
  type RecipeStep,
  type RecipeWords,
  isOperationStep,
  recipeOutputSchema,
  recipeSchema,
  recipeVersion,
} from '../../electron/contract/recipes.ts';
import { type OptionValues, completeOptions } from '../studio/option-fields.ts';

/** A step while it is edited: an option that is missing has its default, or is still to be given. */
export type DraftStep = { readonly key: number } & (
  | { readonly do: RecipeOperationId; readonly values: OptionValues }
  | LocalStep
);
export type StepKind = DraftStep['do'];

export interface DraftOutput {
  readonly key: number;
  readonly rules: RecipeOutput;
}

/** A recipe while it is edited. */
export interface Draft {
  /** Null: not kept yet. */
  readonly id: RecipeId | null;
  readonly name: string;
  readonly steps: readonly DraftStep[];
  readonly outputs: readonly DraftOutput[];
  readonly texts: Recipe['texts'];
  readonly words: RecipeWords;
}

const [square] = commonRatios;

export function newDraft(name: string): Draft {
  const rules = recipeOutputSchema.parse({ format: 'jpeg' });
  return { id: null, name, steps: [], outputs: [{ key: 1, rules }], texts: 'report', words: {} };
}

/** One that does to other images what was done to this one. */
export function draftOfEdits(name: string, edits: EditDocument): Draft {
  return { ...newDraft(name), steps: [{ key: 1, do: 'adjust', edits }] };
}

export function toDraft(id: RecipeId | null, recipe: Recipe): Draft {
  return {
    id,
    name: recipe.name,
    steps: recipe.steps.map((step, index) => toDraftStep(step, index + 1)),
    outputs: recipe.outputs.map((rules, index) => ({ key: index + 1, rules })),
    texts: recipe.texts,
    words: recipe.words ?? {},
  };
}

function toDraftStep(step: RecipeStep, key: number): DraftStep {
  if (!isOperationStep(step)) return { key, ...step };
  const values: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(step.options)) {
    if (value !== undefined) values[name] = value;
  }
  return { key, do: step.do, values };
}

/** The recipe, or the keys of the steps that lack something; both empty where nothing would come of it. */
export function toRecipe(draft: Draft): {
  readonly recipe: Recipe | null;
  readonly incomplete: readonly number[];
} {
  const incomplete = draft.steps
    .filter((step) => 'values' in step && completeOptions(step.do, step.values) === null)
    .map(({ key }) => key);
  if (incomplete.length > 0) return { recipe: null, incomplete };
  const parsed = recipeSchema.safeParse({
    version: recipeVersion,
    name: draft.name,
    steps: draft.steps.map(toStep),
    outputs: draft.outputs.map(({ rules }) => rules),
    texts: draft.texts,
    ...wordsOf(draft),
  });
  return { recipe: parsed.success ? parsed.data : null, incomplete: [] };
}

/** Nothing where nothing is said: the recipe is then the same as one without. */
function wordsOf({ words }: Draft): { readonly words?: RecipeWords } {
  const said = Object.entries(words).filter(([, value]) =>
    typeof value === 'boolean' ? value : (value ?? '').length > 0,
  );
  return said.length === 0 ? {} : { words: Object.fromEntries(said) };
}

function toStep({ key: _key, ...step }: DraftStep): unknown {
  return 'values' in step ? { do: step.do, options: step.values } : step;
}

export function addStep(draft: Draft, kind: StepKind): Draft {
  const key = nextKey(draft.steps);
  return { ...draft, steps: [...draft.steps, newStep(kind, key)] };
}

function newStep(kind: StepKind, key: number): DraftStep {
  switch (kind) {
    case 'adjust':
      return { key, do: kind, edits: unedited };
    case 'crop':
      return { key, do: kind, ratio: square };
    case 'resize':
      return { key, do: kind, longestSide: 2048 };
    case 'convert':
      return { key, do: kind, format: 'jpeg' };
    default:
      return { key, do: kind, values: {} };
  }
}

export function changeStep(draft: Draft, changed: DraftStep): Draft {
  return {
    ...draft,
    steps: draft.steps.map((step) => (step.key === changed.key ? changed : step)),
  };
}

/** One place up (−1) or down (1); at the ends it stays. */
export function moveStep(draft: Draft, key: number, by: -1 | 1): Draft {
  const steps = [...draft.steps];
  const from = steps.findIndex((step) => step.key === key);
  const [moved] = from + by < 0 || from + by >= steps.length ? [] : steps.splice(from, 1);
  if (moved === undefined) return draft;
  steps.splice(from + by, 0, moved);
  return { ...draft, steps };
}

export function removeStep(draft: Draft, key: number): Draft {
  return { ...draft, steps: draft.steps.filter((step) => step.key !== key) };
}

export function addOutput(draft: Draft): Draft {
  const last = draft.outputs.at(-1)?.rules ?? recipeOutputSchema.parse({ format: 'jpeg' });
  const output = { key: nextKey(draft.outputs), rules: last };
  return { ...draft, outputs: [...draft.outputs, output] };
}

export function changeOutput(draft: Draft, key: number, patch: Partial<RecipeOutput>): Draft {
  return {
    ...draft,
    outputs: draft.outputs.map((output) =>
      output.key === key ? { key, rules: { ...output.rules, ...patch } } : output,
    ),
  };
}

export function removeOutput(draft: Draft, key: number): Draft {
  return { ...draft, outputs: draft.outputs.filter((output) => output.key !== key) };
}

function nextKey(items: readonly { readonly key: number }[]): number {
  return Math.max(0, ...items.map(({ key }) => key)) + 1;
}
