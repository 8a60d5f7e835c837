import type { OutputFormat } from '../contract/images.ts';
import {
  type LocalStep,
  type OperationStep,
  type Recipe,
  type RecipeOutput,
  isOperationStep,
} from '../contract/recipes.ts';

/** Local steps in a row, as one pass over the pixels. */
export interface LocalWork {
  readonly longestSide: number | null;
  /** Null: the format of the image as it comes. */
  readonly format: OutputFormat | null;
}

export type Stage =
  | { readonly kind: 'local'; readonly work: LocalWork }
  /** `job` counts the operations: the place of its job among the item's. */
  | { readonly kind: 'operation'; readonly step: OperationStep; readonly job: number };

/** What is done to each input. */
export interface Plan {
  readonly stages: readonly Stage[];
  /** The outputs' rules, with the local work at the recipe's end folded in: no pass of its own. */
  readonly outputs: readonly RecipeOutput[];
}

/** Pure: the fewest passes over the pixels that do what the recipe says. */
export function planOf({ steps, outputs }: Recipe): Plan {
  const stages: Stage[] = [];
  let local: LocalWork | null = null;
  let job = 0;
  for (const step of steps) {
    if (isOperationStep(step)) {
      if (local !== null) stages.push({ kind: 'local', work: local });
      local = null;
      stages.push({ kind: 'operation', step, job });
      job += 1;
    } else local = joined(local, step);
  }
  const last = local;
  return {
    stages,
    outputs: last === null ? outputs : outputs.map((output) => folded(output, last)),
  };
}

function joined(before: LocalWork | null, step: LocalStep): LocalWork {
  const work = before ?? { longestSide: null, format: null };
  switch (step.do) {
    case 'resize':
      return { ...work, longestSide: smaller(work.longestSide, step.longestSide) };
    case 'convert':
      return { ...work, format: step.format };
  }
}

function folded(output: RecipeOutput, { longestSide, format }: LocalWork): RecipeOutput {
  return {
    ...output,
    longestSide: smaller(output.longestSide, longestSide),
    format: output.format === 'same' && format !== null ? format : output.format,
  };
}

function smaller(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

/** The rules by which an image goes on within a recipe: as good as lossless, with all it carries. */
export function passingOn({ longestSide, format }: LocalWork): RecipeOutput {
  return {
    format: format ?? 'same',
    quality: 97,
    maxBytes: null,
    longestSide,
    name: '{name}',
    folders: 'flat',
    collision: 'replace',
    metadata: 'keep',
  };
}
