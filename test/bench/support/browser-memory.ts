import { readFile, readdir } from 'node:fs/promises';

/** Megabytes of a process and all that it started, what they share counted once. Linux only. */
export async function memoryOf(pid: number): Promise<number> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await textOf(`/proc/${name}/stat`);
    // The name in brackets may hold anything; the state and the parent follow it.
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const descends = (one: number | undefined): boolean =>
    one !== undefined && (one === pid || descends(parents.get(one)));
  let kilobytes = 0;
  for (const one of [...parents.keys()].filter(descends)) {
    const rollup = await textOf(`/proc/${one}/smaps_rollup`);
    kilobytes += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
  }
  return kilobytes / 1024;
}

/** Nothing where the process has gone. */
async function textOf(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch(() => '');
}
