import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { MicroUsd } from '../contract/money.ts';

/** What `emulsion mcp` asks for. */
export interface McpCommand {
  /** Folders whose files may be read, and into which results may be written. */
  readonly allow: readonly string[];
  /** µ$ for the whole session; 0: only what is free of charge. */
  readonly maxCost: MicroUsd;
  readonly library: string | null;
}

const flags = {
  allow: { type: 'string', multiple: true },
  'max-cost': { type: 'string' },
  library: { type: 'string' },
} as const;

const flagsSchema = z.object({
  allow: z.array(z.string().min(1), { error: 'say which folders it may use with --allow DIR' }),
  'max-cost': z.coerce.number().nonnegative().max(1e6).default(0),
  library: z.string().min(1).optional(),
});

/** Pure; throws an Error or a ZodError that says what is wrong. */
export function parseMcpCommand(words: readonly string[]): McpCommand {
  const { values } = parseArgs({ args: [...words], options: flags });
  const given = flagsSchema.parse(values);
  return {
    allow: given.allow,
    maxCost: Math.round(given['max-cost'] * 1_000_000),
    library: given.library ?? null,
  };
}

export const mcpHelp = `Usage: emulsion mcp --allow DIR [--allow DIR…] [options]

Offers the operations to an assistant as tools of the Model Context Protocol, over standard
input and output. It ends when its input does.

  --allow DIR           a folder that may be read from and written to; nothing else is
  --max-cost USD        the most that the whole session may spend, simulated prices included
                        (0: only what is free of charge, such as the models on this device)
  --library DIR         keep images, jobs and receipts there (otherwise nothing is kept)

Standard output carries the protocol only: from the sources start it by \`npm run --silent emulsion -- mcp …\`
or \`node scripts/emulsion.mjs mcp …\`. Progress and problems go to standard error.
Exit codes: 0 its input ended or it was stopped, 1 it failed, 2 wrong usage.
`;
