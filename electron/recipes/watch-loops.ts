import { realpath } from 'node:fs/promises';
import path from 'node:path';

/** A folder that is watched, and where what comes of it goes. */
export interface WatchedPair {
  readonly from: string;
  readonly to: string;
}

/** Whether a new watch would be fed by what it makes, itself or by way of others. */
export function feedsItself(added: WatchedPair, others: readonly WatchedPair[]): boolean {
  if (isWithin(added.from, added.to)) return true;
  const reached = new Set([added.to]);
  for (const folder of reached) {
    if (feeds(folder, added)) return true;
    for (const other of others) if (feeds(folder, other)) reached.add(other.to);
  }
  return false;
}

/** The folder of a watch's own outputs is not looked into, wherever it lies. */
function feeds(folder: string, { from, to }: WatchedPair): boolean {
  return (isWithin(folder, from) || isWithin(from, folder)) && !isWithin(folder, to);
}

/** The same folder counts. */
function isWithin(inner: string, outer: string): boolean {
  const way = path.relative(outer, inner);
  return way === '' || (!way.startsWith('..') && !path.isAbsolute(way));
}

/** A folder's own address, whatever links lead to it; one that is not there yet by its parents'. */
export async function realFolder(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch {
    const parent = path.dirname(folder);
    return parent === folder ? folder : path.join(await realFolder(parent), path.basename(folder));
  }
}
