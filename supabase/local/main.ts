/**
 * The embedded cloud as a process: prints its status as one line of JSON when it is ready, and ends
 * in order when its standard input does, or on SIGINT and SIGTERM. With `--make-admin ADDRESS` it
 * only gives that account of the running cloud the role admin.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import postgres from 'postgres';
import { makeAdmin } from './admins.ts';
import { CloudError } from './cloud-error.ts';
import { startCloud } from './cloud.ts';
import { readStatus, removeStatus, writeStatus } from './status-file.ts';

const supabaseFolder = path.resolve(import.meta.dirname, '..');

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: path.resolve(supabaseFolder, '..', '.emulsion', 'cloud') },
    supabase: { type: 'string', default: supabaseFolder },
    'free-ports': { type: 'boolean', default: false },
    'throw-away': { type: 'boolean', default: false },
    'development-admin': { type: 'boolean', default: false },
    'make-admin': { type: 'string' },
    'env-file': { type: 'string' },
  },
});

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function serve(dataFolder: string): Promise<void> {
  const ending = new Promise<void>((resolve) => {
    process.stdin.on('end', resolve).on('error', resolve).resume();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => resolve());
  });
  const cloud = await startCloud({
    supabaseFolder: path.resolve(values.supabase),
    dataFolder,
    ports: values['free-ports'] ? 'free' : 'configured',
    durable: !values['throw-away'],
    developmentAdmin: values['development-admin'],
    functionSecrets: values['env-file'],
    breachedPasswordsUrl: process.env['PWNED_PASSWORDS_URL'],
    say,
    now: () => new Date(),
  });
  await writeStatus(dataFolder, cloud.status);
  process.stdout.write(`${JSON.stringify(cloud.status)}\n`);
  await ending;
  await removeStatus(dataFolder);
  await cloud.stop();
}

async function promote(dataFolder: string, address: string): Promise<void> {
  const status = await readStatus(dataFolder);
  // Asked with its key: another cloud may have got its port since it was killed.
  const answer = await fetch(`${status?.API_URL}/auth/v1/health`, {
    headers: { apikey: status?.ANON_KEY ?? '' },
  }).catch(() => undefined);
  if (!status || !answer?.ok) {
    throw new CloudError('The embedded cloud is not running.', 'Start it first: npm run cloud');
  }
  const sql = postgres(status.DB_URL, { max: 1 });
  try {
    await makeAdmin(sql, address);
  } finally {
    await sql.end();
  }
  say(`${address} is an admin now: sign in again to use it.`);
}

try {
  const dataFolder = path.resolve(values.data);
  const address = values['make-admin'];
  await (address === undefined ? serve(dataFolder) : promote(dataFolder, address));
  process.exit(0);
} catch (error) {
  if (error instanceof CloudError) say(`${error.message}\n→ ${error.whatToDo}`);
  else say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exit(1);
}
