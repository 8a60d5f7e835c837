import { parseArgs } from 'node:util';
import { z } from 'zod';

/** What `emulsion run` asks for. */
export interface RecipeCommand {
  readonly recipeFile: string;
  readonly files: readonly string[];
  readonly outFolder: string;
  readonly json: boolean;
  readonly dryRun: boolean;
  /** Writes CSV and HTML about every file into the output folder. */
  readonly report: boolean;
  /** µ$ for all files together. */
  readonly maxCost: number | null;
  /** Where jobs, results and what is done already are kept; null: within the output folder. */
  readonly library: string | null;
}

const flags = {
  json: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  report: { type: 'boolean' },
  out: { type: 'string', short: 'o' },
  'max-cost': { type: 'string' },
  library: { type: 'string' },
} as const;

const flagsSchema = z.object({
  json: z.boolean().default(false),
  'dry-run': z.boolean().default(false),
  report: z.boolean().default(false),
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
  if (files.length === 0) throw new Error('no file is named');
  const given = flagsSchema.parse(values);
  const maxCost = given['max-cost'];
  return {
    recipeFile,
    files,
    outFolder: given.out,
    json: given.json,
    dryRun: given['dry-run'],
    report: given.report,
    maxCost: maxCost === undefined ? null : Math.round(maxCost * 1_000_000),
    library: given.library ?? null,
  };
}

export const recipeHelp = `Usage: emulsion run RECIPE.json <files and folders…> -o DIR [options]

Runs a recipe over images. Run it again to go on where it ended: what is done, and
unchanged, is skipped.

  -o, --out DIR         where the outputs are written
  --dry-run             what it would cost and take, without doing it
  --json                print progress and the result as JSON, one object a line
  --max-cost USD        stop before all files together cost more
  --report              write report.csv and report.html into DIR
  --library DIR         keep jobs, results and what is done there (otherwise DIR/.emulsion)

Exit codes: 0 all succeeded, 1 some failed, 2 wrong usage, 3 stopped before the end.
`;
