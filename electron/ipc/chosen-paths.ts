import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { fail } from '../contract/app-error.ts';
import type { ChosenPaths } from '../contract/batches.ts';

/** Paths that the user chose or dropped: they stay in the main process, the window has an id. */
export interface PathDesk {
  keep(paths: readonly string[]): ChosenPaths;
  /** Throws `not-found` where they were chosen too long ago. */
  pathsOf(id: string): readonly string[];
}

const mostKept = 50;
const mostNames = 20;

export function createPathDesk(): PathDesk {
  const kept = new Map<string, readonly string[]>();
  return {
    keep: (paths) => {
      const id = randomUUID();
      kept.set(id, paths);
      const [oldest] = kept.keys();
      if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
      return {
        id,
        names: paths.slice(0, mostNames).map((file) => path.basename(file)),
        more: Math.max(0, paths.length - mostNames),
      };
    },
    pathsOf: (id) => {
      const paths = kept.get(id);
      if (paths === undefined) throw fail('not-found', { params: { what: 'files' } });
      return paths;
    },
  };
}
