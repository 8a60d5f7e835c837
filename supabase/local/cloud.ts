import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { addDevelopmentAdmin } from './admins.ts';
import { createAuthApp } from './auth/app.ts';
import { createBreachedPasswords } from './auth/breached-passwords.ts';
import { createTestProvider } from './auth/test-provider.ts';
import { readConfig } from './config.ts';
import { createFunctionsRuntime } from './functions/runtime.ts';
import { functionsRoutes } from './gateway/functions.ts';
import { startGateway } from './gateway/gateway.ts';
import { createMailCatcher } from './mail/catcher.ts';
import { startCluster } from './postgres/cluster.ts';
import { connect, databaseUrl } from './postgres/database.ts';
import { applyBase, applyMigrations } from './postgres/migrate.ts';
import { startPostgrest } from './postgrest.ts';
import { createChildren } from './processes/children.ts';
import { freePort, loopback } from './processes/free-port.ts';
import { startRealtime } from './realtime/server.ts';
import type { CloudStatus } from './status-file.ts';
import { createStorageApp } from './storage/app.ts';
import { createObjectFiles } from './storage/files.ts';
import { createObjects } from './storage/objects.ts';
import { createUrlTokens } from './storage/url-tokens.ts';
import { createTokens } from './tokens.ts';

export interface CloudOptions {
  /** Holds config.toml, migrations/ and functions/. */
  readonly supabaseFolder: string;
  /** Keeps the database and the keys between runs. */
  readonly dataFolder: string;
  /** `configured` takes config.toml's ports where they are free. */
  readonly ports: 'configured' | 'free';
  /** Whether data has to outlive a power cut; not for throw-away clouds. */
  readonly durable: boolean;
  /** Whether to make an account for the admin's screens where nobody is admin. */
  readonly developmentAdmin: boolean;
  /** The functions' secrets, as NAME=value lines; supabase/functions/.env where it is left out. */
  readonly functionSecrets?: string | undefined;
  /** Where leaked passwords are looked up; left out: nowhere, only the most common are known. */
  readonly breachedPasswordsUrl?: string | undefined;
  readonly say: (line: string) => void;
  readonly now: () => Date;
}

export interface Cloud {
  readonly status: CloudStatus;
  stop(): Promise<void>;
}

/** Does in reverse order what has to be undone; a failure doesn't keep the others from it. */
function createUndo(): { add(step: () => Promise<unknown>): void; run(): Promise<void> } {
  const steps: (() => Promise<unknown>)[] = [];
  return {
    add: (step) => steps.push(step),
    async run() {
      for (const step of steps.splice(0).reverse()) await step().catch(() => undefined);
    },
  };
}

async function startParts(
  options: CloudOptions,
  undo: ReturnType<typeof createUndo>,
): Promise<CloudStatus> {
  const { dataFolder, supabaseFolder, say, now } = options;
  const config = await readConfig(supabaseFolder);
  const logFolder = path.join(dataFolder, 'logs');
  await mkdir(logFolder, { recursive: true });
  const children = createChildren(logFolder);
  undo.add(() => children.close());
  const configured = options.ports === 'configured';

  const { server, secrets, admin } = await startCluster({
    dataFolder,
    wantedPort: configured ? config.db.port : 0,
    children,
    durable: options.durable,
    say,
    now,
  });
  undo.add(() => server.stop());
  undo.add(() => admin.end({ timeout: 1 }));

  const password = secrets.databasePassword;
  await applyBase(admin, password);
  const owner = { port: server.port, user: 'postgres', password };
  const migrator = connect(owner, 1);
  undo.add(() => migrator.end({ timeout: 1 }));
  const applied = await applyMigrations(migrator, path.join(supabaseFolder, 'migrations'));
  if (applied.length > 0) say(`  Applied ${applied.length} migrations, up to ${applied.at(-1)}`);
  await migrator.end();
  const made = options.developmentAdmin ? await addDevelopmentAdmin(admin, now()) : undefined;
  if (made) {
    say(`  Made an admin for development: ${made.email}, password ${made.password} (said once)`);
  }

  const tokens = await createTokens(secrets);
  const rest = await startPostgrest({
    config: config.api,
    databaseUrl: databaseUrl({ port: server.port, user: 'authenticator', password }),
    jwks: tokens.jwks,
    children,
  });
  undo.add(() => rest.stop());

  const port = await freePort(configured ? config.api.port : 0);
  const apiUrl = `http://${loopback}:${port}`;
  const authSql = connect({ port: server.port, user: 'supabase_auth_admin', password }, 10);
  undo.add(() => authSql.end({ timeout: 1 }));
  const mail = createMailCatcher(admin);
  const provider = createTestProvider({ apiUrl });
  const auth = createAuthApp(
    {
      sql: authSql,
      config: config.auth,
      tokens,
      mail,
      breached: createBreachedPasswords({ rangeUrl: options.breachedPasswordsUrl, say }),
      now,
      apiUrl,
      report: (error) => say(error.stack ?? error.message),
    },
    provider,
  );
  const storageSql = connect({ port: server.port, user: 'authenticator', password }, 4);
  undo.add(() => storageSql.end({ timeout: 1 }));
  const storage = createStorageApp({
    objects: createObjects({
      sql: storageSql,
      files: createObjectFiles(path.join(dataFolder, 'storage')),
    }),
    urlTokens: createUrlTokens(secrets, now),
    tokens,
    report: (error) => say(error.stack ?? error.message),
  });
  const keys = { anon: secrets.anonKey, serviceRole: secrets.serviceRoleKey };
  const runtime = createFunctionsRuntime({
    functionsFolder: path.join(supabaseFolder, 'functions'),
    cacheFolder: path.join(dataFolder, 'deno'),
    environment: {
      SUPABASE_URL: apiUrl,
      SUPABASE_ANON_KEY: keys.anon,
      SUPABASE_SERVICE_ROLE_KEY: keys.serviceRole,
      SUPABASE_DB_URL: databaseUrl(owner),
    },
    secretsFile: options.functionSecrets,
    children,
    say,
  });
  undo.add(() => runtime.stop());
  const gateway = await startGateway(
    {
      keys,
      restUrl: rest.url,
      auth,
      provider,
      mail,
      functions: functionsRoutes({ runtime, config: config.functions, tokens }),
      storage,
    },
    port,
  );
  undo.add(() => gateway.stop());
  const realtime = await startRealtime({ keys, tokens, admin }, gateway.server);
  undo.add(() => realtime.stop());

  return {
    API_URL: apiUrl,
    DB_URL: databaseUrl(owner),
    MAIL_URL: `${apiUrl}/mail`,
    JWKS_URL: `${apiUrl}/auth/v1/.well-known/jwks.json`,
    ANON_KEY: secrets.anonKey,
    SERVICE_ROLE_KEY: secrets.serviceRoleKey,
  };
}

/**
 * Starts the embedded cloud: Postgres, PostgREST, the functions and a gateway, all on loopback.
 * @throws CloudError saying what to do; nothing is left running then
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const undo = createUndo();
  try {
    await mkdir(options.dataFolder, { recursive: true });
    return { status: await startParts(options, undo), stop: undo.run };
  } catch (error) {
    await undo.run();
    throw error;
  }
}
