import { createHash } from 'node:crypto';
import { chmod, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { CloudError } from '../cloud-error.ts';

export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** In this order: a machine that had a Postgres has the first, every Unix the second. */
const candidates = ['postgres', 'nobody'];

/** Postgres refuses to run as root: whom it runs as then; undefined where we are not root. */
export async function unprivilegedUser(): Promise<SystemUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of candidates) {
    const line = lines.find(([found]) => found === name);
    if (line) return { uid: Number(line[2]), gid: Number(line[3]) };
  }
  throw new CloudError(
    'Postgres does not run as root, and this machine has no other user for it.',
    'Create one (`useradd postgres`) or start this as another user.',
  );
}

async function othersMayPass(folder: string): Promise<boolean> {
  const { mode } = await stat(folder);
  return (mode & 0o001) !== 0;
}

/** Whether every user can reach into an existing folder. */
async function isReachable(folder: string): Promise<boolean> {
  if (!(await othersMayPass(folder))) return false;
  const parent = path.dirname(folder);
  return parent === folder || isReachable(parent);
}

/**
 * A folder that another user can reach, standing for one that may lie in root's closed home.
 * @param folder an existing folder of ours
 * @returns the folder itself, or where to keep its content instead
 */
export async function reachableFolder(
  folder: string,
  user: SystemUser | undefined,
): Promise<string> {
  if (!user) return folder;
  if (!(await othersMayPass(folder))) await chmod(folder, 0o711);
  if (await isReachable(folder)) return folder;
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 12);
  return path.join('/var/lib/emulsion', name);
}
