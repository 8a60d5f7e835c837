import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { CloudError } from '../cloud-error.ts';
import type { Children } from '../processes/children.ts';
import { type Secrets, createSecrets, readSecrets } from '../secrets.ts';
import { postgresBinaries } from './binaries.ts';
import { initializeCluster, setAside, superuser, whatIsWrong } from './data-folder.ts';
import { type Pool, connect } from './database.ts';
import { type ServerRequest, type PostgresServer, startServer } from './server.ts';
import { reachableFolder, unprivilegedUser } from './unprivileged.ts';

export interface Cluster {
  readonly server: PostgresServer;
  readonly secrets: Secrets;
  /** Connections of the superuser. */
  readonly admin: Pool;
}

export interface ClusterRequest {
  readonly dataFolder: string;
  readonly wantedPort: number;
  readonly children: Children;
  readonly durable: boolean;
  /** Hears what people should know: that data was set aside, and where it is. */
  readonly say: (line: string) => void;
  readonly now: () => Date;
}

/** SQLSTATE classes of a cluster that runs and is damaged all the same. */
const damageCodes = ['XX001', 'XX002', '58P01', '58030', '3D000', '28P01', '28000'];

function damageOf(error: unknown): string | undefined {
  const { code, message } = error as { code?: string; message?: string };
  return code !== undefined && damageCodes.includes(code) ? (message ?? code) : undefined;
}

/** Reads every catalog and table through: a torn or truncated file shows here, not in use. */
async function readThrough(admin: Pool): Promise<string | undefined> {
  try {
    const tables = await admin<{ name: string }[]>`
      select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname in ('pg_catalog', 'auth', 'realtime', 'storage', 'supabase_migrations')`;
    for (const { name } of tables) await admin.unsafe(`select count(*) from ${name}`);
    return undefined;
  } catch (error) {
    const damage = damageOf(error);
    if (damage === undefined) throw error;
    return damage;
  }
}

type Opening =
  | { readonly ok: true; readonly cluster: Cluster }
  | { readonly ok: false; readonly reason: string };

async function open(request: ServerRequest, secrets: Secrets): Promise<Opening> {
  const wrong = await whatIsWrong(request.folder);
  if (wrong !== undefined) return { ok: false, reason: wrong };
  const started = await startServer(request);
  if (!started.ok) return started;
  const { server } = started;
  const admin = connect(
    { port: server.port, user: superuser, password: secrets.databasePassword },
    2,
  );
  const damage = await readThrough(admin);
  if (damage === undefined) return { ok: true, cluster: { server, secrets, admin } };
  await admin.end({ timeout: 1 });
  await server.stop();
  return { ok: false, reason: damage };
}

/** Starts the data folder's Postgres; makes a new one where there is none or it is damaged. */
export async function startCluster(request: ClusterRequest): Promise<Cluster> {
  const { dataFolder, children, durable, say } = request;
  const user = await unprivilegedUser();
  const home = await reachableFolder(dataFolder, user);
  await mkdir(home, { recursive: true, mode: 0o755 });
  const folder = path.join(home, 'postgres');
  const binaries = await postgresBinaries(user);
  const server = { folder, wantedPort: request.wantedPort, binaries, user, children, durable };

  const known = await readSecrets(dataFolder);
  if (existsSync(folder)) {
    const opening: Opening = known
      ? await open(server, known)
      : { ok: false, reason: 'its secrets.json is missing or unreadable' };
    if (opening.ok) return opening.cluster;
    const aside = await setAside(folder, request.now());
    say(`The local cloud's data could not be read: ${opening.reason}.`);
    say(`It was set aside, untouched, in ${aside}; this one starts empty.`);
  }
  const secrets = known ?? (await createSecrets(dataFolder));
  await initializeCluster({
    folder,
    password: secrets.databasePassword,
    binaries,
    user,
    children,
    durable,
  });
  const opening = await open(server, secrets);
  if (opening.ok) return opening.cluster;
  throw new CloudError(
    `A new Postgres cluster does not work: ${opening.reason}.`,
    `See ${path.join(dataFolder, 'logs')}, and check the free disk space.`,
  );
}
