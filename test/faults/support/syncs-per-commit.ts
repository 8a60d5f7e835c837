import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Figure } from './figures.ts';

const COMMITS = 200;

/**
 * How often the store syncs for a commit, as the system's own trace counts it: a kill can't prove
 * that a power cut loses nothing, this can. Nothing where there is no strace.
 */
export async function syncsPerCommit(folder: string): Promise<readonly Figure[]> {
  const program = fileURLToPath(new URL('commit-often.ts', import.meta.url));
  const log = path.join(folder, 'syncs.log');
  const trace = ['-f', '-qq', '-e', 'trace=fsync,fdatasync', '-o'];
  const run = (commits: number): Promise<unknown> => {
    const database = path.join(folder, `commits-${commits}.db`);
    const command = [process.execPath, program, database, String(commits)];
    return promisify(execFile)('strace', [...trace, `${log}-${commits}`, ...command]);
  };
  try {
    await run(0);
    await run(COMMITS);
  } catch (error) {
    process.stderr.write(`Syncs per commit are left out: ${String(error).split('\n')[0]}\n`);
    return [];
  }
  const syncs = (await syncsIn(`${log}-${COMMITS}`)) - (await syncsIn(`${log}-0`));
  return [
    {
      what: 'syncs for each committed transaction',
      value: syncs / COMMITS,
      unit: '',
      ok: syncs >= COMMITS,
    },
  ];
}

async function syncsIn(log: string): Promise<number> {
  return (await readFile(log, 'utf8')).match(/\bf(data)?sync\(/g)?.length ?? 0;
}
