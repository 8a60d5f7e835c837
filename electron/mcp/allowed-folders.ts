import { lstat, mkdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { fail } from '../contract/app-error.ts';
import { toReadFailure } from '../ingest/read-failure.ts';
import { errorCode, toFileFailure } from '../library/durable-file.ts';

/** The part of the disk that an assistant may use: what a link leads to counts, not where it lies. */
export interface AllowedFolders {
  readonly folders: readonly string[];
  /**
   * The real path of a file. A relative path starts at the first folder. Throws `not-allowed`, also
   * where nothing is: outside, nobody learns what there is; `file-missing`, `invalid-request`.
   */
  file(given: string): Promise<string>;
  /** The real path of a folder, made where it is missing. Throws like `file`, and `storage-failed`. */
  folder(given: string): Promise<string>;
}

/** Throws `file-missing` or `invalid-request` where one of them is no folder. */
export async function openAllowedFolders(given: readonly string[]): Promise<AllowedFolders> {
  const folders = await Promise.all(given.map(realFolder));
  const base = folders[0] ?? process.cwd();

  function check(real: string, name: string): void {
    if (!folders.some((folder) => isWithin(folder, real)))
      throw fail('not-allowed', { params: { file: name }, cause: 'outside the allowed folders' });
  }

  return {
    folders,
    file: async (name) => {
      const { real, missing } = await resolveReal(path.resolve(base, name), name);
      check(real, name);
      if (missing) throw fail('file-missing', { params: { file: name } });
      if (!(await stat(real)).isFile())
        throw fail('invalid-request', { params: { file: name }, cause: 'name files, no folders' });
      return real;
    },
    folder: async (name) => {
      const wanted = path.resolve(base, name);
      const { real } = await resolveReal(wanted, name);
      check(real, name);
      try {
        await mkdir(real, { recursive: true });
      } catch (error) {
        throw toFileFailure(error);
      }
      // What has appeared on the way meanwhile counts too.
      const made = await realpath(real);
      check(made, name);
      return made;
    },
  };
}

async function realFolder(given: string): Promise<string> {
  try {
    const real = await realpath(given);
    if ((await stat(real)).isDirectory()) return real;
  } catch (error) {
    throw toReadFailure(error, given);
  }
  throw fail('invalid-request', { params: { file: given }, cause: 'not a folder' });
}

/** Where a path leads. Of what doesn't exist: where its nearest folder that does leads. */
async function resolveReal(
  absolute: string,
  name: string,
): Promise<{ readonly real: string; readonly missing: boolean }> {
  const rest: string[] = [];
  for (let existing = absolute; ; existing = path.dirname(existing)) {
    try {
      return { real: path.join(await realpath(existing), ...rest), missing: rest.length > 0 };
    } catch (error) {
      // A link that leads nowhere might lead anywhere tomorrow.
      const missing = errorCode(error) === 'ENOENT' && !(await exists(existing));
      if (!missing || existing === path.dirname(existing))
        throw fail('not-allowed', { params: { file: name }, cause: 'can’t be followed' });
      rest.unshift(path.basename(existing));
    }
  }
}

/** Whether there is an entry of this name, be it a link to nowhere. */
function exists(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}

function isWithin(folder: string, file: string): boolean {
  const between = path.relative(folder, file);
  return (
    between === '' ||
    (between !== '..' && !between.startsWith(`..${path.sep}`) && !path.isAbsolute(between))
  );
}
