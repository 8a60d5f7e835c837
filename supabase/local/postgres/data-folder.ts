import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CloudError } from '../cloud-error.ts';
import type { Children } from '../processes/children.ts';
import type { PostgresBinaries } from './binaries.ts';
import type { SystemUser } from './unprivileged.ts';

/** The administrator of the cluster, under the name that hosted projects give it. */
export const superuser = 'supabase_admin';

const majorVersion = '18';

/** Files without which no Postgres starts. */
const essentials = ['PG_VERSION', 'global/pg_control', 'postgresql.conf', 'pg_hba.conf', 'pg_wal'];

/** Why a cluster's folder can't be used, in words; undefined if nothing speaks against trying. */
export async function whatIsWrong(folder: string): Promise<string | undefined> {
  const missing = essentials.find((name) => !existsSync(path.join(folder, name)));
  if (missing !== undefined) return `${missing} is missing`;
  const version = (await readFile(path.join(folder, 'PG_VERSION'), 'utf8')).trim();
  if (version !== majorVersion) return `it was made by Postgres ${version || '(nothing)'}`;
  return undefined;
}

/**
 * Moves a folder out of the way; nothing of it is deleted.
 * @returns where it is now
 */
export async function setAside(folder: string, now: Date): Promise<string> {
  const stamp = now.toISOString().replaceAll(/[:.]/g, '-');
  const aside = `${folder}.set-aside-${stamp}`;
  await rename(folder, aside);
  return aside;
}

interface Initialization {
  readonly folder: string;
  readonly password: string;
  readonly binaries: PostgresBinaries;
  readonly user: SystemUser | undefined;
  readonly children: Children;
  /** Off for throw-away clusters: a power cut may then leave a broken one. */
  readonly durable: boolean;
}

/** Makes a new cluster. It gets its name last: a half-made one is never taken for a whole one. */
export async function initializeCluster(request: Initialization): Promise<void> {
  const { folder, user } = request;
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(path.join(unfinished, 'cluster'), { recursive: true, mode: 0o700 });
  const passwordFile = path.join(unfinished, 'password');
  await writeFile(passwordFile, `${request.password}\n`, { mode: 0o600 });
  if (user) {
    for (const file of [unfinished, path.join(unfinished, 'cluster'), passwordFile]) {
      await chown(file, user.uid, user.gid);
    }
  }
  const initdb = request.children.start({
    name: 'initdb',
    command: request.binaries.initdb,
    args: [
      `--pgdata=${path.join(unfinished, 'cluster')}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The same order of texts on every machine.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      ...(request.durable ? [] : ['--no-sync']),
    ],
    environment: { PATH: process.env['PATH'] ?? '', TZ: 'UTC' },
    stopSignal: 'SIGTERM',
    user,
  });
  const code = await initdb.ended;
  if (code !== 0) {
    throw new CloudError(
      `A new Postgres cluster could not be made in ${folder}:\n${initdb.output().trim()}`,
      'Check the free disk space (100 MB) and who may write to this folder.',
    );
  }
  await rename(path.join(unfinished, 'cluster'), folder);
  await rm(unfinished, { recursive: true, force: true });
}
