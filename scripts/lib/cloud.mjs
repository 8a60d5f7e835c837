import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fromRoot } from './paths.mjs';
import { node24, start, stop } from './run.mjs';
import { ScriptError, explain, say, step } from './step.mjs';

/**
 * What the cloud prints, as `supabase status -o json` names it.
 * @typedef {{ API_URL: string, DB_URL: string, MAIL_URL: string, JWKS_URL: string, ANON_KEY: string, SERVICE_ROLE_KEY: string }} CloudStatus
 */

/** The embedded cloud's program. */
export const entry = fromRoot('supabase', 'local', 'main.ts');

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<CloudStatus>} */
function status(child) {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end >= 0) resolve(JSON.parse(text.slice(0, end)));
    });
    child.once('close', () =>
      reject(
        new ScriptError(
          'The embedded cloud did not start.',
          'The lines above say why; without it the app works offline.',
        ),
      ),
    );
  });
}

/** @param {readonly string[]} args */
function launch(args) {
  if (!existsSync(entry)) throw new ScriptError(`${entry} is missing.`, 'Restore it.');
  // It ends when its standard input does: nothing is left behind if this script is killed.
  return start(node24, [entry, '--development-admin', ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // A group of its own: Ctrl-C reaches this script, which ends it in order.
    detached: process.platform !== 'win32',
  });
}

/**
 * Runs the work beside the embedded cloud.
 * @template T
 * @param {readonly string[]} args for supabase/local/main.ts
 * @param {(cloud: { status: CloudStatus, ended: Promise<void> }) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withCloud(args, work) {
  const child = launch(args);
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => child.once('close', () => resolve()));
  try {
    return await work({ status: await status(child), ended });
  } finally {
    await stop(child);
  }
}

/** @param {CloudStatus} cloud @returns {NodeJS.ProcessEnv} what the app reads */
function environmentOf(cloud) {
  say(`  Mails that it would send are at ${cloud.MAIL_URL}`);
  return { EMULSION_CLOUD_URL: cloud.API_URL, EMULSION_CLOUD_KEY: cloud.ANON_KEY };
}

/**
 * @param {string} data
 * @param {import('./simulators.mjs').SimulatedBusiness} [business]
 * @returns {readonly string[]} for supabase/local/main.ts
 */
function simulatedSecrets(data, business) {
  if (business === undefined || existsSync(fromRoot('supabase', 'functions', '.env'))) return [];
  mkdirSync(data, { recursive: true });
  const file = path.join(data, 'simulated.env');
  const lines = Object.entries(business.secrets).map(([name, value]) => `${name}='${value}'\n`);
  writeFileSync(file, lines.join(''), { mode: 0o600 });
  return ['--env-file', file];
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {import('./simulators.mjs').SimulatedBusiness} [business]
 * @returns {Promise<NodeJS.ProcessEnv>} empty where it did not start, which is said
 */
async function environmentWhenReady(child, business) {
  try {
    /** @type {NodeJS.ProcessEnv} */
    let environment = {};
    await step('Starting the embedded cloud', async () => {
      const known = await status(child);
      environment = environmentOf(known);
      business?.connect(known.API_URL);
      return 'The embedded cloud is running';
    });
    return environment;
  } catch (error) {
    explain(error);
    return {};
  }
}

/** @param {string} data @returns {Promise<CloudStatus | undefined>} the cloud that runs on it */
async function runningOn(data) {
  const file = path.join(data, 'status.json');
  if (!existsSync(file)) return undefined;
  /** @type {CloudStatus} */
  const known = JSON.parse(readFileSync(file, 'utf8'));
  // Asked with its key: another cloud may have got its port since it was killed.
  const answer = await fetch(`${known.API_URL}/auth/v1/health`, {
    headers: { apikey: known.ANON_KEY },
  }).catch(() => undefined);
  return answer?.ok ? known : undefined;
}

/**
 * Runs the work beside the cloud that the app shall speak to: the one that EMULSION_CLOUD_URL names,
 * else the embedded one, its data in EMULSION_CLOUD_DATA (.emulsion/cloud) and shared with whoever
 * started it before. It starts while the work goes on; where it can't, the app works offline.
 * @template T
 * @param {(environment: Promise<NodeJS.ProcessEnv>) => Promise<T>} work gets what to add to the
 *   app's environment, which never rejects
 * @param {import('./simulators.mjs').SimulatedBusiness} [business] what its functions sell and ask,
 *   unless supabase/functions/.env says so
 * @returns {Promise<T>}
 */
export async function withAppCloud(work, business) {
  if (process.env['EMULSION_CLOUD_URL']) return work(Promise.resolve({}));
  const data = path.resolve(process.env['EMULSION_CLOUD_DATA'] ?? fromRoot('.emulsion', 'cloud'));
  const running = await runningOn(data);
  if (running) {
    say('✓ The embedded cloud is running already');
    return work(Promise.resolve(environmentOf(running)));
  }
  const child = launch(['--data', data, ...simulatedSecrets(data, business)]);
  try {
    return await work(environmentWhenReady(child, business));
  } finally {
    await stop(child);
  }
}
