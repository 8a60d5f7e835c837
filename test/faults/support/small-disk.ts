import { execFile } from 'node:child_process';
import { rm, statfs, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A file system of its own, in memory, that can be filled and forbidden. */
export interface SmallDisk {
  readonly folder: string;
  /** Leaves so many bytes free. */
  fill(leave: number): Promise<void>;
  empty(): Promise<void>;
  forbidWriting(forbidden: boolean): Promise<void>;
  remove(): Promise<void>;
}

/** Null where this user may not mount. */
export async function mountSmallDisk(folder: string, bytes: number): Promise<SmallDisk | null> {
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder]);
  } catch {
    return null;
  }
  const filler = path.join(folder, 'filler');
  return {
    folder,
    fill: async (leave) => {
      await writeFile(filler, '');
      const { bavail, bsize } = await statfs(folder);
      const size = Math.max(0, bavail * bsize - leave);
      await writeFile(filler, Buffer.alloc(size)).catch(() => truncate(filler, size));
    },
    empty: () => rm(filler, { force: true }),
    forbidWriting: async (forbidden) => {
      await run('mount', ['-o', `remount,bind,${forbidden ? 'ro' : 'rw'}`, folder]);
    },
    remove: async () => {
      await run('umount', ['-l', folder]);
    },
  };
}

/** Set in the second run, so that there is no third. */
const mark = 'EMULSION_OWN_MOUNTS';

/** Runs a program once more as root of mounts of its own; false where the system forbids that. */
export async function againWithOwnMounts(program: string): Promise<boolean> {
  if (process.env[mark] !== undefined) return false;
  const own = ['--user', '--map-root-user', '--mount', process.execPath, program];
  try {
    const env = { ...process.env, [mark]: '1' };
    const { stdout, stderr } = await run('unshare', own, { env });
    process.stderr.write(stderr);
    process.stdout.write(stdout);
    return true;
  } catch {
    return false;
  }
}
