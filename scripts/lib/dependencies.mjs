import { existsSync, readFileSync } from 'node:fs';
import { fromRoot } from './paths.mjs';
import { lastLines, node24, run, runNpm } from './run.mjs';
import { ScriptError, step } from './step.mjs';

/**
 * @typedef {{ version?: string, link?: boolean, optional?: boolean, devOptional?: boolean, peer?: boolean }} LockEntry
 * @typedef {Record<string, LockEntry>} LockEntries
 */

/** @param {string} file @returns {LockEntries | undefined} */
function lockEntries(file) {
  if (!existsSync(file)) return undefined;
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/**
 * Whether node_modules is what package-lock.json asks for. npm leaves a lock file of its own in
 * node_modules; packages of other platforms are rightly absent from it.
 * @param {LockEntries} wanted
 * @param {LockEntries} installed
 */
export function isInstalled(wanted, installed) {
  return Object.entries(wanted).every(([location, entry]) => {
    if (location === '') return true;
    const found = installed[location];
    if (!found) return entry.optional === true || entry.devOptional === true;
    return found.version === entry.version;
  });
}

function dependenciesAreInstalled() {
  const wanted = lockEntries(fromRoot('package-lock.json'));
  const installed = lockEntries(fromRoot('node_modules', '.package-lock.json'));
  if (!wanted) {
    throw new ScriptError('package-lock.json is missing.', 'Restore it from the repository.');
  }
  return installed !== undefined && isInstalled(wanted, installed);
}

/** Node 24's binary comes by an install script, and .npmrc lets none run by itself. */
async function ensureNode24() {
  const works = async () => (await run(node24, ['--version'])).stdout.startsWith('v24.');
  if (await works()) return;
  const folder = fromRoot('node_modules', 'node');
  const installed = await run(process.execPath, ['installArchSpecificPackage.js'], { cwd: folder });
  if (!(await works())) {
    throw new ScriptError(
      `Node 24 could not be installed into node_modules/node:\n${lastLines(installed)}`,
      'Check that the npm registry is reachable, then run the same command again.',
    );
  }
}

/** Installs exactly what package-lock.json says, if it is not there yet. */
export async function ensureDependencies() {
  await step('Installing dependencies, a few minutes the first time', async () => {
    const ready = dependenciesAreInstalled();
    if (!ready) {
      // Not `npm ci`: it refuses a lock file that lacks another platform's optional binaries, and a
      // lock file made where a registry has no such binary lacks them.
      const installed = await runNpm(['install', '--no-save', '--loglevel=error']);
      if (installed.code !== 0) {
        throw new ScriptError(
          `npm install failed:\n${lastLines(installed)}`,
          'Check the network and the free disk space (3 GB), then run the same command again.',
        );
      }
    }
    await ensureNode24();
    return ready ? 'Dependencies are up to date' : 'Dependencies installed';
  });
}
