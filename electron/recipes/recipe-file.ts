import { z } from 'zod';
import { fail } from '../contract/app-error.ts';
import { unedited } from '../contract/editing/document.ts';
import { type Recipe, recipeSchema, recipeSchemaAddress } from '../contract/recipes.ts';

/** A recipe from a file's text. Throws `invalid-request`, whose cause names each place and fault. */
export function parseRecipe(text: string): Recipe {
  const json = readJson(text.replace(/^\uFEFF/, ''));
  const parsed = recipeSchema.safeParse(json);
  const faults = parsed.success
    ? unknownEdits(json)
    : parsed.error.issues.map((issue) => `${placeOf(issue.path)}: ${faultOf(issue)}`);
  if (parsed.success && faults.length === 0) return parsed.data;
  throw fail('invalid-request', { cause: faults.join('\n') });
}

const editsSchema = z.object({
  steps: z.array(z.object({ edits: z.json().optional() })).default([]),
});

/** The editor's documents let pass what they don't know; in a file it is a slip of the pen. */
function unknownEdits(json: unknown): readonly string[] {
  return editsSchema
    .parse(json)
    .steps.flatMap(({ edits }, index) => strangers(edits, unedited, ['steps', index, 'edits']));
}

function strangers(
  given: unknown,
  known: unknown,
  path: readonly PropertyKey[],
): readonly string[] {
  if (!isGroup(given) || !isGroup(known)) return [];
  return Object.entries(given).flatMap(([key, value]) =>
    Object.hasOwn(known, key)
      ? strangers(value, known[key], [...path, key])
      : [`${placeOf([...path, key])}: unknown`],
  );
}

function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** As it is shared: with the address of its schema, so that editors check and complete it. */
export function recipeText(recipe: Recipe): string {
  return `${JSON.stringify({ ...recipe, $schema: recipeSchemaAddress }, null, 2)}\n`;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const at = error instanceof Error ? /position (\d+)/.exec(error.message)?.[1] : undefined;
    const place = at === undefined ? 'the end' : lineAndColumn(text, Number(at));
    throw fail('invalid-request', { cause: `${place}: not JSON` });
  }
}

function lineAndColumn(text: string, position: number): string {
  const lines = text.slice(0, position).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
}

/** `steps[1].options.factor`; counted from 0, as in the file. */
function placeOf(path: readonly PropertyKey[]): string {
  const place = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('');
  return place === '' ? 'the recipe' : place.replace(/^\./, '');
}

/** Of several ways that all fail, each is named: "expected 2, or expected 4". */
function faultOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return issue.message;
  const ways = issue.errors.flatMap(([first]) => (first === undefined ? [] : [first.message]));
  return [...new Set(ways)].join(', or ');
}
