import { stat } from 'node:fs/promises';
import path from 'node:path';
import { entriesOf, isSkipped } from '../ingest/find-files.ts';

export interface Input {
  readonly path: string;
  /** Below the folder that was given, with `/`; empty at its top and for a file. */
  readonly folder: string;
}

const extensions = /\.(jpe?g|png|webp|avif|tiff?|gif|svg|hei[cf])$/i;

/**
 * Files that were given, and the images in folders that were, one by one in name order: nothing is
 * held but one folder's names. `except` (the output folder) is not walked into. What can't be read
 * is passed on as it is: its own item tells why.
 */
export async function* walkInputs(
  given: readonly string[],
  except: string | null,
): AsyncGenerator<Input> {
  for (const root of given) {
    const isFolder = await stat(root).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (isFolder) yield* walkFolder(root, '', except);
    else yield { path: root, folder: '' };
  }
}

async function* walkFolder(
  root: string,
  folder: string,
  except: string | null,
): AsyncGenerator<Input> {
  const here = path.join(root, folder);
  if (except !== null && path.resolve(here) === path.resolve(except)) return;
  // A folder that can't be read, or is gone by now, has no images for us.
  const entries = await entriesOf(here).catch(() => []);
  for (const entry of entries) {
    if (isSkipped(entry)) continue;
    if (entry.isDirectory()) {
      yield* walkFolder(root, folder === '' ? entry.name : `${folder}/${entry.name}`, except);
    } else if (extensions.test(entry.name)) yield { path: path.join(here, entry.name), folder };
  }
}
