import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Recipe } from '../contract/recipes.ts';

/** What `emulsion run` asks for, or an operation that needs no model. */
export interface RecipeCommand {
  /** A file, or the recipe itself. */
  readonly recipe: string | Recipe;
  readonly files: readonly string[];
  /** A folder that goes on being looked at, in the place of files. */
  readonly watch: string | null;
  readonly outFolder: string;
  readonly json: boolean;
  readonly dryRun: boolean;
  /** Writes CSV and HTML about every file into the output folder. */
  readonly report: boolean;
  /** µ$ for all files together. */
  readonly maxCost: number | null;
  /** Where jobs, results and what is done already are kept; null: nowhere else. */
  readonly library: string | null;
  /** Without a library, that is kept within the output folder. */
  readonly remembers: boolean;
}

const flags = {
  json: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  report: { type: 'boolean' },
  watch: { type: 'string' },
  out: { type: 'string', short: 'o' },
  'max-cost': { type: 'string' },
  library: { type: 'string' },
} as const;

const flagsSchema = z.object({
  json: z.boolean().default(false),
  'dry-run': z.boolean().default(false),
  report: z.boolean().default(false),
  watch: z.string().min(1).optional(),
  out: z.string({ error: 'say where to with -o DIR' }).min(1),
  'max-cost': z.coerce.number().nonnegative().max(1e6).optional(),
  library: z.string().min(1).optional(),
});

/** Pure; throws an Error or a ZodError that says what is wrong. */
export function parseRecipeCommand(words: readonly string[]): RecipeCommand {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: flags,
  });
  const [recipeFile, ...files] = positionals;
  if (recipeFile === undefined) throw new Error('no recipe is named');
  const watches = values.watch !== undefined;
  if (files.length === 0 && !watches) throw new Error('no file is named');
  if (files.length > 0 && watches) throw new Error('--watch takes the place of files');
  const given = flagsSchema.parse(values);
  if (watches && given['dry-run']) throw new Error('--watch has no --dry-run');
  const maxCost = given['max-cost'];
  return {
    recipe: recipeFile,
    files,
    watch: given.watch ?? null,
    outFolder: given.out,
    json: given.json,
    dryRun: given['dry-run'],
    report: given.report,
    maxCost: maxCost === undefined ? null : Math.round(maxCost * 1_000_000),
    library: given.library ?? null,
    remembers: true,
  };
}

export const recipeHelp = `Usage: emulsion run RECIPE.json <files and folders…> -o DIR [options]
       emulsion run RECIPE.json --watch FOLDER -o DIR [options]

Runs a recipe over images. Run it again to go on where it ended: what is done, and
unchanged, is skipped.

  -o, --out DIR         where the outputs are written
  --watch FOLDER        work on what is in it and on what comes into it, until Ctrl-C
  --dry-run             what it would cost and take, without doing it
  --json                print progress and the result as JSON, one object a line;
                        with --watch also each file, once it is done
  --max-cost USD        stop before all files together cost more
  --report              write report.csv and report.html into DIR
  --library DIR         keep jobs, results and what is done there (otherwise DIR/.emulsion)

Exit codes: 0 all succeeded, 1 some failed, 2 wrong usage, 3 stopped before the end;
130 --watch was ended, and what was begun is done.
`;
