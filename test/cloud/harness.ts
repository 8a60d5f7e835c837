import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { type SupabaseClient, createClient } from '@supabase/supabase-js';
import postgres from 'postgres';
import { WebSocket } from 'ws';
import { z } from 'zod';

const statusSchema = z.object({
  API_URL: z.url(),
  DB_URL: z.string(),
  MAIL_URL: z.url(),
  ANON_KEY: z.string(),
  SERVICE_ROLE_KEY: z.string(),
});

type Status = z.infer<typeof statusSchema>;

/** What starting may take on a busy machine. */
export const startLimitMs = 60_000;

/** The real embedded cloud in a process of its own, as `npm run cloud` runs it. */
export interface RunningCloud {
  readonly status: Status;
  readonly process: ChildProcess;
  /** What it said so far to people. */
  said(): string;
  stop(): Promise<void>;
}

export interface CloudPlace {
  readonly dataFolder: string;
  readonly supabaseFolder?: string;
  /** The functions' secrets, as NAME=value lines. */
  readonly secretsFile?: string;
}

export async function startCloudProcess(place: CloudPlace): Promise<RunningCloud> {
  const child = spawn(
    process.execPath,
    [
      path.resolve('supabase/local/main.ts'),
      '--free-ports',
      '--throw-away',
      '--data',
      place.dataFolder,
      ...(place.supabaseFolder === undefined ? [] : ['--supabase', place.supabaseFolder]),
      ...(place.secretsFile === undefined ? [] : ['--env-file', place.secretsFile]),
    ],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const closed = once(child, 'close');
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([
    once(lines, 'line').then(([line]) => String(line)),
    closed.then(() => undefined),
  ]);
  if (first === undefined) throw new Error(`The cloud did not start:\n${said}`);
  return {
    status: statusSchema.parse(JSON.parse(first)),
    process: child,
    said: () => said,
    async stop() {
      child.stdin.end();
      await closed;
    },
  };
}

export interface TestCloud extends RunningCloud {
  readonly dataFolder: string;
  /** Connections as the role postgres, which owns what migrations make. */
  readonly sql: postgres.Sql;
}

const templates = path.resolve('node_modules/.cache/emulsion/cloud-templates');

/** Names what a new data folder is made of: any change of it makes another template. */
async function templateName(): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of ['supabase/local/base', 'supabase/migrations', 'supabase/local/postgres']) {
    if (!existsSync(folder)) continue;
    for (const name of (await readdir(folder)).sort()) {
      hash.update(`${name}\0`).update(await readFile(path.join(folder, name)));
    }
  }
  return hash
    .update(await readFile('supabase/local/secrets.ts'))
    .digest('hex')
    .slice(0, 16);
}

async function copyFolder(from: string, to: string): Promise<void> {
  // Postgres' files belong to its own user where we are root: `cp -a` keeps them its.
  if (process.platform === 'win32') await cp(from, to, { recursive: true });
  else await promisify(execFile)('cp', ['-a', `${from}/.`, to]);
}

/** A new data folder, as after a first start that ended in order: starting on it is quick. */
export async function newDataFolder(): Promise<string> {
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'emulsion-cloud-'));
  const template = path.join(templates, await templateName());
  if (!existsSync(template)) {
    const first = await startCloudProcess({ dataFolder });
    await first.stop();
    await rm(path.join(dataFolder, 'logs'), { recursive: true });
    const unfinished = `${template}.${process.pid}`;
    await mkdir(unfinished, { recursive: true });
    await copyFolder(dataFolder, unfinished);
    // Another worker may have been quicker: its template is as good.
    await rename(unfinished, template).catch(() => rm(unfinished, { recursive: true }));
    return dataFolder;
  }
  await copyFolder(template, dataFolder);
  return dataFolder;
}

/** So many devices of an account without a subscription may sync. */
export async function allowDevices({ sql }: Pick<TestCloud, 'sql'>, count: number): Promise<void> {
  await sql`
    update public.plans set limits = limits || jsonb_build_object('devices', ${count}::integer)
    where id = 'free'`;
}

interface TestCloudOptions {
  readonly supabaseFolder?: string;
  /** What functions read from their environment. */
  readonly secrets?: Readonly<Record<string, string>>;
}

/** A cloud on a folder of its own; `stop` removes it. */
export async function startTestCloud({
  supabaseFolder,
  secrets = {},
}: TestCloudOptions = {}): Promise<TestCloud> {
  const dataFolder =
    supabaseFolder === undefined
      ? await newDataFolder()
      : await mkdtemp(path.join(tmpdir(), 'emulsion-cloud-'));
  const secretsFile = path.join(dataFolder, 'functions.env');
  const lines = Object.entries(secrets).map(([name, value]) => `${name}='${value}'\n`);
  await writeFile(secretsFile, lines.join(''));
  const running = await startCloudProcess({
    dataFolder,
    secretsFile,
    ...(supabaseFolder === undefined ? {} : { supabaseFolder }),
  });
  const sql = postgres(running.status.DB_URL, { max: 3, onnotice: () => undefined });
  return {
    ...running,
    dataFolder,
    sql,
    async stop() {
      await sql.end({ timeout: 1 });
      await running.stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

/** A client as an app would make it, which remembers its session in memory. */
export function client(
  cloud: Pick<RunningCloud, 'status'>,
  flowType: 'implicit' | 'pkce' = 'implicit',
): SupabaseClient {
  const kept = new Map<string, string>();
  return createClient(cloud.status.API_URL, cloud.status.ANON_KEY, {
    auth: {
      flowType,
      autoRefreshToken: false,
      persistSession: true,
      detectSessionInUrl: false,
      storage: {
        getItem: (key) => kept.get(key) ?? null,
        setItem: (key, value) => void kept.set(key, value),
        removeItem: (key) => void kept.delete(key),
      },
    },
    realtime: { transport: WebSocket as never },
  });
}

/** A client with the service role's key. */
export function serviceClient(cloud: RunningCloud): SupabaseClient {
  return createClient(cloud.status.API_URL, cloud.status.SERVICE_ROLE_KEY, {
    auth: { autoRefreshToken: false, persistSession: false },
    realtime: { transport: WebSocket as never },
  });
}

const mailSchema = z.object({
  mails: z.array(
    z.object({
      to: z.string(),
      kind: z.string(),
      code: z.string(),
      link: z.url().nullable(),
    }),
  ),
});

export type CaughtMail = z.infer<typeof mailSchema>['mails'][number];

/** The mails to an address, the latest first. */
export async function mailsTo(
  cloud: RunningCloud,
  address: string,
): Promise<readonly CaughtMail[]> {
  const answer = await fetch(`${cloud.status.MAIL_URL}?to=${encodeURIComponent(address)}`);
  return mailSchema.parse(await answer.json()).mails;
}

export async function lastMail(cloud: RunningCloud, address: string): Promise<CaughtMail> {
  const [mail] = await mailsTo(cloud, address);
  if (!mail) throw new Error(`No mail to ${address}`);
  return mail;
}

export const password = 'correct horse 1';

let addresses = 0;

/** An address that no other test has. */
export function newAddress(name: string): string {
  addresses += 1;
  return `${name}.${addresses}@example.com`;
}

/** A confirmed user, made by the admin API, and a client signed in as it. */
export async function signedInUser(
  cloud: RunningCloud,
  name: string,
): Promise<{ client: SupabaseClient; email: string; id: string }> {
  const email = newAddress(name);
  const made = await serviceClient(cloud).auth.admin.createUser({
    email,
    password,
    email_confirm: true,
  });
  if (made.error) throw made.error;
  const signedIn = client(cloud);
  const { error } = await signedIn.auth.signInWithPassword({ email, password });
  if (error) throw error;
  return { client: signedIn, email, id: made.data.user.id };
}
