import { existsSync } from 'node:fs';
import { fromRoot } from './paths.mjs';
import { node24, start, stop } from './run.mjs';
import { ScriptError } from './step.mjs';

/**
 * What the cloud prints, as `supabase status -o json` names it.
 * @typedef {{ API_URL: string, DB_URL: string, MAIL_URL: string, JWKS_URL: string, ANON_KEY: string, SERVICE_ROLE_KEY: string }} CloudStatus
 */

const entry = fromRoot('supabase', 'local', 'main.ts');

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

/**
 * Runs the work beside the embedded cloud.
 * @template T
 * @param {readonly string[]} args for supabase/local/main.ts
 * @param {(cloud: { status: CloudStatus, ended: Promise<void> }) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withCloud(args, work) {
  if (!existsSync(entry)) throw new ScriptError(`${entry} is missing.`, 'Restore it.');
  // It ends when its standard input does: nothing is left behind if this script is killed.
  const child = start(node24, [entry, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // A group of its own: Ctrl-C reaches this script, which ends it in order.
    detached: process.platform !== 'win32',
  });
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => child.once('close', () => resolve()));
  try {
    return await work({ status: await status(child), ended });
  } finally {
    await stop(child);
  }
}
