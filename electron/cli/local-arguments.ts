import { parseArgs } from 'node:util';
import { z } from 'zod';
import { outputFormatSchema } from '../contract/images.ts';
import { type LocalStepId, recipeOutputSchema, recipeVersion } from '../contract/recipes.ts';
import { parseRecipe } from '../recipes/recipe-file.ts';
import type { RecipeCommand } from './recipe-arguments.ts';
import { givenWords, wordFlags, wordFlagsSchema, wordsHelp } from './word-flags.ts';

const { format: outputFormat, quality } = recipeOutputSchema.unwrap().shape;

const flags = {
  json: { type: 'boolean' },
  out: { type: 'string', short: 'o' },
  format: { type: 'string' },
  quality: { type: 'string' },
  library: { type: 'string' },
  ...wordFlags,
} as const;

const flagsSchema = wordFlagsSchema.extend({
  json: z.boolean().default(false),
  out: z.string({ error: 'say where to with -o DIR' }).min(1),
  format: outputFormat,
  quality: z.coerce.number().pipe(quality.unwrap()).optional(),
  library: z.string().min(1).optional(),
});

interface LocalOption {
  readonly flag: string;
  readonly takes: string;
  /** As the step of a recipe has it. */
  step(text: string): object;
}

/** The one option that each needs; the rest is the output's. */
const options: Readonly<Record<LocalStepId, LocalOption | null>> = {
  adjust: {
    flag: 'edits',
    takes: 'JSON, such as {"light":{"exposure":0.5}}: what the editor does (required)',
    step: (text) => ({ edits: readJson(text) }),
  },
  crop: {
    flag: 'ratio',
    takes: 'such as 4:5, from the middle (required)',
    step: (ratio) => ({ ratio }),
  },
  resize: {
    flag: 'longest-side',
    takes: 'pixels; a smaller image stays as it is (required)',
    step: (text) => ({ longestSide: Number(text) }),
  },
  convert: null,
};

/**
 * Pure: a recipe of one step, for what needs no model; throws an Error, a ZodError or an AppFailure that
 * says what is wrong.
 */
export function parseLocalCommand(id: LocalStepId, words: readonly string[]): RecipeCommand {
  const option = options[id];
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      ...flags,
      ...(option === null ? {} : { [option.flag]: { type: 'string' as const } }),
    },
  });
  if (positionals.length === 0) throw new Error('no file is named');
  const given = flagsSchema.parse(values);
  const text =
    option === null ? undefined : z.string().optional().parse(Reflect.get(values, option.flag));
  if (option !== null && text === undefined) throw new Error(`${id} needs --${option.flag}`);
  if (id === 'convert' && given.format === 'same') throw new Error('convert needs --format');
  const { format, metadata } = given;
  const recipe = parseRecipe(
    JSON.stringify({
      version: recipeVersion,
      name: id,
      steps: option === null || text === undefined ? [] : [{ do: id, ...option.step(text) }],
      outputs: [{ format, metadata, quality: given.quality }],
      words: givenWords(given),
    }),
  );
  return {
    recipe,
    files: positionals,
    watch: null,
    outFolder: given.out,
    json: given.json,
    dryRun: false,
    report: false,
    maxCost: null,
    library: given.library ?? null,
    remembers: false,
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('--edits is not JSON');
  }
}

export function localHelp(id: LocalStepId): string {
  const option = options[id];
  const flag = option === null ? '--format NAME' : `--${option.flag} …`;
  const own = option === null ? '' : `  ${`--${option.flag}`.padEnd(22)}${option.takes}\n`;
  return `Usage: emulsion ${id} <files and folders…> ${flag} -o DIR [options]

${own}  --format NAME         same | ${outputFormatSchema.options.join(' | ')}
  --quality NUMBER      1 to 100, for the lossy formats
${wordsHelp}  --json                print progress and the result as JSON, one object a line
  --library DIR         keep what is done there: the next time it is skipped

Exit codes: 0 all succeeded, 1 some failed, 2 wrong usage, 3 stopped before the end.
`;
}
