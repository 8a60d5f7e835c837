import { diffOf } from '../contract/editing/diff.ts';
import { type EditDocument, unedited } from '../contract/editing/document.ts';
import type { OutputFormat } from '../contract/images.ts';
import type { Ratio } from '../contract/ratio.ts';
import {
  type LocalStep,
  type OperationStep,
  type Recipe,
  type RecipeOutput,
  isOperationStep,
} from '../contract/recipes.ts';

/** Local steps in a row, as one pass over the pixels: edited, cropped, made smaller, written. */
export interface LocalWork {
  readonly edits: EditDocument | null;
  readonly ratio: Ratio | null;
  readonly longestSide: number | null;
  /** Null: the format of the image as it comes. */
  readonly format: OutputFormat | null;
}

export type Stage =
  | { readonly kind: 'local'; readonly work: LocalWork }
  /** `job` counts the operations: the place of its job among the item's. */
  | { readonly kind: 'operation'; readonly step: OperationStep; readonly job: number };

/** What is done to the pixels before the output's own rules. */
export interface PlannedOutput extends Pick<LocalWork, 'edits' | 'ratio'> {
  readonly rules: RecipeOutput;
}

/** What is done to each input. */
export interface Plan {
  readonly stages: readonly Stage[];
  /** The local work at the recipe's end is folded in: no pass of its own. */
  readonly outputs: readonly PlannedOutput[];
}

const nothing: LocalWork = { edits: null, ratio: null, longestSide: null, format: null };

/** Pure: the fewest passes over the pixels that do what the recipe says. */
export function planOf({ steps, outputs }: Recipe): Plan {
  const stages: Stage[] = [];
  let pass: LocalWork | null = null;
  let job = 0;
  for (const step of steps) {
    if (step.do === 'adjust' && diffOf(unedited, step.edits).length === 0) continue;
    if (!isOperationStep(step)) {
      if (pass !== null && !joins(pass, step)) {
        stages.push({ kind: 'local', work: pass });
        pass = null;
      }
      pass = joined(pass ?? nothing, step);
      continue;
    }
    if (pass !== null) stages.push({ kind: 'local', work: pass });
    pass = null;
    stages.push({ kind: 'operation', step, job });
    job += 1;
  }
  let last = pass ?? nothing;
  // An edit takes seconds: it is rendered once, whatever number of files come of it.
  if (last.edits !== null && outputs.length > 1) {
    stages.push({ kind: 'local', work: { ...nothing, edits: last.edits } });
    last = { ...last, edits: null };
  }
  return { stages, outputs: outputs.map((output) => folded(output, last)) };
}

/** Whether a pass does more than giving another size or format. */
export function changesPicture({ edits, ratio }: Pick<LocalWork, 'edits' | 'ratio'>): boolean {
  return edits !== null || ratio !== null;
}

/** Whether a step comes after what its pass does already, in the order of a pass. */
function joins({ edits, ratio, longestSide }: LocalWork, step: LocalStep): boolean {
  switch (step.do) {
    case 'adjust':
      return (edits ?? ratio ?? longestSide) === null;
    case 'crop':
      return (ratio ?? longestSide) === null;
    case 'resize':
    case 'convert':
      return true;
  }
}

function joined(before: LocalWork, step: LocalStep): LocalWork {
  switch (step.do) {
    case 'adjust':
      return { ...before, edits: step.edits };
    case 'crop':
      return { ...before, ratio: step.ratio };
    case 'resize':
      return { ...before, longestSide: smaller(before.longestSide, step.longestSide) };
    case 'convert':
      return { ...before, format: step.format };
  }
}

function folded(
  output: RecipeOutput,
  { edits, ratio, longestSide, format }: LocalWork,
): PlannedOutput {
  return {
    edits,
    ratio,
    rules: {
      ...output,
      longestSide: smaller(output.longestSide, longestSide),
      format: output.format === 'same' && format !== null ? format : output.format,
    },
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
