import { parseArgs } from 'node:util';
import { AppFailure } from '../contract/app-error.ts';
import { type ExportOptions, type OutputFormat, outputFormatSchema } from '../contract/images.ts';
import {
  type OperationCall,
  type OperationId,
  operationIds,
  operations,
  parseOperationCall,
} from '../contract/operations.ts';
import { optionFromText } from '../contract/option-text.ts';
import { type ProviderId, providerIdSchema } from '../contract/providers.ts';
import { type Policy, policySchema } from '../contract/receipt.ts';
import { type LocalStepId, localStepIds } from '../contract/recipes.ts';
import { z } from 'zod';
import { type McpCommand, parseMcpCommand } from '../mcp/arguments.ts';
import { parseLocalCommand } from './local-arguments.ts';
import { type RecipeCommand, parseRecipeCommand } from './recipe-arguments.ts';
import { optionFlag, optionsOf } from './operation-options.ts';
import { type GivenWords, givenWords, wordFlags, wordFlagsSchema } from './word-flags.ts';

/** What the command line asks for. */
export interface Command {
  readonly call: OperationCall;
  readonly files: readonly string[];
  readonly outFolder: string | null;
  readonly json: boolean;
  readonly mask: string | null;
  /** The file whose picture the results take after. */
  readonly reference: string | null;
  readonly provider: ProviderId | null;
  readonly policy: Policy | null;
  /** µ$ for each file. */
  readonly maxCost: number | null;
  readonly format: OutputFormat;
  readonly metadata: ExportOptions['metadata'];
  /** What is said of every image that comes of it. */
  readonly words: GivenWords;
  readonly library: string | null;
}

const helpTopicSchema = z.enum([...operationIds, ...localStepIds, 'run', 'mcp']);
export type HelpTopic = z.infer<typeof helpTopicSchema>;

export type Parsed =
  | { readonly kind: 'run'; readonly command: Command }
  | { readonly kind: 'recipe'; readonly command: RecipeCommand }
  | { readonly kind: 'mcp'; readonly command: McpCommand }
  | { readonly kind: 'help'; readonly operation: HelpTopic | null }
  | { readonly kind: 'wrong'; readonly reason: string };

const flags = {
  help: { type: 'boolean', short: 'h' },
  json: { type: 'boolean' },
  out: { type: 'string', short: 'o' },
  mask: { type: 'string' },
  reference: { type: 'string' },
  provider: { type: 'string' },
  policy: { type: 'string' },
  'max-cost': { type: 'string' },
  format: { type: 'string' },
  library: { type: 'string' },
  option: { type: 'string', multiple: true },
  ...wordFlags,
} as const;

const flagsSchema = wordFlagsSchema.extend({
  json: z.boolean().default(false),
  out: z.string().min(1).optional(),
  mask: z.string().min(1).optional(),
  reference: z.string().min(1).optional(),
  provider: providerIdSchema.optional(),
  policy: policySchema.exclude(['pinned']).optional(),
  'max-cost': z.coerce.number().nonnegative().max(1e6).optional(),
  format: outputFormatSchema.default('png'),
  library: z.string().min(1).optional(),
  option: z.array(z.string().regex(/^[A-Za-z]+=/, 'must be name=value')).default([]),
});

/** Pure: the words of the command line → what to do. */
export function parseCommandLine(words: readonly string[]): Parsed {
  const topic = helpTopicSchema.safeParse(words[0]);
  const wantsHelp = words.includes('--help') || words.includes('-h');
  if (wantsHelp || words.length === 0) {
    return { kind: 'help', operation: topic.success ? topic.data : null };
  }
  if (!topic.success) return wrong(`there is no operation "${words[0] ?? ''}"`);
  const rest = words.slice(1);
  try {
    switch (topic.data) {
      case 'run':
        return { kind: 'recipe', command: parseRecipeCommand(rest) };
      case 'mcp':
        return { kind: 'mcp', command: parseMcpCommand(rest) };
      default:
        return isLocal(topic.data)
          ? { kind: 'recipe', command: parseLocalCommand(topic.data, rest) }
          : parseCommand(topic.data, rest);
    }
  } catch (error) {
    return wrong(reasonOf(error));
  }
}

function isLocal(topic: OperationId | LocalStepId): topic is LocalStepId {
  return localStepIds.some((id) => id === topic);
}

function parseCommand(operation: OperationId, words: readonly string[]): Parsed {
  const names = Object.keys(optionsOf(operation));
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      ...flags,
      ...Object.fromEntries(names.map((name) => [optionFlag(name), { type: 'string' as const }])),
    },
  });
  const given = flagsSchema.parse(values);
  const call = parseOperationCall(operation, collectOptions(operation, values, given.option));
  const { input, mask, reference, output } = operations[operation];
  if (input === 'image' && positionals.length === 0) return wrong('no file is named');
  if (input === 'none' && positionals.length > 0) return wrong(`${operation} takes no files`);
  if (mask === 'required' && given.mask === undefined)
    return wrong(`${operation} needs --mask FILE`);
  if (reference === 'required' && given.reference === undefined)
    return wrong(`${operation} needs --reference FILE`);
  if (reference === 'none' && given.reference !== undefined)
    return wrong(`${operation} takes no --reference`);
  if (output === 'image' && given.out === undefined) return wrong('say where to with -o DIR');
  const said = givenWords(given);
  if (output !== 'image' && Object.keys(said).length > 0)
    return wrong(`${operation} writes no image that could say so`);
  return {
    kind: 'run',
    command: {
      call,
      files: positionals,
      outFolder: given.out ?? null,
      json: given.json,
      mask: given.mask ?? null,
      reference: given.reference ?? null,
      provider: given.provider ?? null,
      policy: given.policy ?? null,
      maxCost: given['max-cost'] === undefined ? null : Math.round(given['max-cost'] * 1_000_000),
      format: given.format,
      metadata: given.metadata,
      words: said,
      library: given.library ?? null,
    },
  };
}

/** `--prompt x`, `--aspect-ratio 3:2` and `--option seed=7`, each as the type that its schema takes. */
function collectOptions(
  operation: OperationId,
  values: Readonly<Record<string, unknown>>,
  pairs: readonly string[],
): Record<string, unknown> {
  const fields = optionsOf(operation);
  const collected: Record<string, unknown> = {};
  for (const pair of pairs) {
    const name = pair.slice(0, pair.indexOf('='));
    collected[name] = optionFromText(fields[name], pair.slice(name.length + 1));
  }
  for (const [name, field] of Object.entries(fields)) {
    const text = values[optionFlag(name)];
    if (typeof text === 'string') collected[name] = optionFromText(field, text);
  }
  return collected;
}

function wrong(reason: string): Parsed {
  return { kind: 'wrong', reason };
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) {
    return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  }
  if (error instanceof AppFailure) return error.error.cause ?? error.error.kind;
  return error instanceof Error ? error.message : String(error);
}
