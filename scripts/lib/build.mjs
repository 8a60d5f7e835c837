import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fromRoot, out } from './paths.mjs';
import { lastLines, runNode } from './run.mjs';
import { ScriptError, step } from './step.mjs';

/**
 * @typedef {'main' | 'preload' | 'reader' | 'worker' | 'cli' | 'renderer'} Target
 * @typedef {object} Build
 * @property {string} entry
 * @property {string} result
 * @property {readonly string[]} inputs files and folders whose change makes the result stale
 */

const shared = ['vite.config.ts', 'package-lock.json', 'tsconfig.base.json'];

/** @type {Record<Target, Build>} */
const builds = {
  main: { entry: 'electron/main.ts', result: 'main/main.cjs', inputs: ['electron'] },
  preload: { entry: 'electron/preload.ts', result: 'main/preload.cjs', inputs: ['electron'] },
  reader: {
    entry: 'electron/library/reader-thread.ts',
    result: 'main/library-reader.cjs',
    inputs: ['electron/library', 'electron/contract'],
  },
  worker: {
    entry: 'electron/images/worker/main.ts',
    result: 'worker/worker.mjs',
    inputs: ['electron/images', 'electron/contract'],
  },
  cli: { entry: 'electron/cli.ts', result: 'cli/emulsion.mjs', inputs: ['electron'] },
  renderer: {
    entry: 'renderer/index.html',
    result: 'renderer/index.html',
    inputs: ['renderer', 'electron/contract'],
  },
};

const stampsFile = path.join(out, 'stamps.json');

/** @param {string} location @returns {string[]} the files in it, sorted */
function filesIn(location) {
  const absolute = fromRoot(location);
  if (!existsSync(absolute)) return [];
  if (path.extname(location)) return [location];
  return readdirSync(absolute, { withFileTypes: true })
    .flatMap((entry) => {
      const inside = `${location}/${entry.name}`;
      return entry.isDirectory() ? filesIn(inside) : [inside];
    })
    .sort();
}

/** @param {readonly string[]} inputs */
function hashOf(inputs) {
  const hash = createHash('sha256');
  for (const file of inputs.flatMap(filesIn)) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(fromRoot(file)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** @returns {Partial<Record<Target, string>>} */
function readStamps() {
  return existsSync(stampsFile) ? JSON.parse(readFileSync(stampsFile, 'utf8')) : {};
}

/** @param {Target} target @param {string} stamp */
function writeStamp(target, stamp) {
  mkdirSync(out, { recursive: true });
  writeFileSync(stampsFile, JSON.stringify({ ...readStamps(), [target]: stamp }, null, 2));
}

/** @param {Target} target */
async function buildTarget(target) {
  const { entry, result, inputs } = builds[target];
  const stamp = hashOf([...shared, ...inputs]);
  if (readStamps()[target] === stamp && existsSync(path.join(out, result))) return false;
  const vite = fromRoot('node_modules', 'vite', 'bin', 'vite.js');
  const built = await runNode([vite, 'build', '--mode', target, '--logLevel', 'warn']);
  if (built.code !== 0) {
    throw new ScriptError(
      `${entry} could not be built:\n${lastLines(built)}`,
      'Run `npm run check`: it names the file and the line.',
    );
  }
  writeStamp(target, stamp);
  return true;
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** No build takes longer: by then another process may have the number of the one that was killed. */
const longestMs = 5 * 60_000;

/** Whether whoever took the lock is still building. @param {string} lock */
function isHeld(lock) {
  try {
    if (Date.now() - statSync(lock).mtimeMs > longestMs) return false;
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/**
 * Two commands that start together must not write the same files: an assistant starts all of its
 * servers at once. The lock of a process that was killed doesn't count.
 * @param {() => Promise<void>} work
 */
async function alone(work) {
  const lock = path.join(out, 'building.pid');
  mkdirSync(out, { recursive: true });
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
      if (isHeld(lock)) await sleep(100);
      else rmSync(lock, { force: true });
    }
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/**
 * Builds what is stale, one target after the other.
 * @param {readonly Target[]} [targets] all of them by default
 */
export async function build(targets = /** @type {Target[]} */ (Object.keys(builds))) {
  await step('Building', async () => {
    /** @type {Target[]} */
    const done = [];
    await alone(async () => {
      for (const target of targets) if (await buildTarget(target)) done.push(target);
    });
    return done.length === 0 ? 'Build is up to date' : `Built ${done.join(', ')}`;
  });
}
