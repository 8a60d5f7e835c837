import { spawn } from 'node:child_process';
import path from 'node:path';
import { fromRoot, root } from './paths.mjs';

const windows = process.platform === 'win32';

/** Node 24 from node_modules: everything but these scripts runs on it. */
export const node24 = fromRoot('node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');

/**
 * The environment of child processes: Node 24 and the project's tools come first.
 * @param {NodeJS.ProcessEnv} [extra]
 * @returns {NodeJS.ProcessEnv}
 */
export function environment(extra = {}) {
  const folders = [path.dirname(node24), fromRoot('node_modules', '.bin')];
  const PATH = [...folders, process.env['PATH'] ?? ''].join(path.delimiter);
  return { ...process.env, ELECTRON_SKIP_BINARY_DOWNLOAD: '1', ...extra, PATH };
}

/** @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set();

/**
 * Starts a process that ends with this one.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export function start(command, args, options = {}) {
  const child = spawn(command, args, { cwd: root, env: environment(), ...options });
  children.add(child);
  child.once('close', () => children.delete(child));
  return child;
}

/** Ends a process and waits for its end: politely first, by force after two seconds.
 * @param {import('node:child_process').ChildProcess} child
 */
export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), 2000);
  await closed;
  clearTimeout(force);
}

process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    void Promise.all([...children].map(stop)).then(() => process.exit(130));
  });
}

/**
 * Ends a process even if this one is killed: another hears when our pipe to it closes.
 * @param {import('node:child_process').ChildProcess} child
 */
function keep(child) {
  const keeper = spawn(node24, [fromRoot('supabase', 'local', 'processes', 'keeper.ts')], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  keeper.stdin.on('error', () => undefined);
  keeper.stdin.write(`+ ${child.pid} SIGTERM\n`);
  child.once('close', () => keeper.stdin.end(`- ${child.pid}\n`));
}

/** For output that is kept, not shown: some tools colour whatever a CI runs. */
const plainText = { NO_COLOR: '1', CI: undefined };

/**
 * @typedef {object} Finished
 * @property {number} code exit code; 124 after a timeout, 127 if the command is missing
 * @property {string} stdout
 * @property {string} stderr
 */

/**
 * Runs a command to its end. Output is returned, or shown as it comes with `show`.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, show?: boolean | 'stderr', timeoutMs?: number, kept?: boolean }} [options]
 *   `show: 'stderr'` sends all of it to stderr, for scripts whose stdout is a result; `kept` ends it
 *   even if this script is killed
 * @returns {Promise<Finished>}
 */
export function run(command, args, options = {}) {
  const { env, cwd = root, show = false, timeoutMs, kept = false } = options;
  return new Promise((resolve) => {
    const child = start(command, args, {
      cwd,
      env: environment(show ? env : { ...plainText, ...env }),
      stdio: show === 'stderr' ? ['inherit', 2, 2] : show ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    if (kept) keep(child);
    let stdout = '';
    let stderr = '';
    let late = false;
    child.stdout?.on('data', (chunk) => (stdout += chunk));
    child.stderr?.on('data', (chunk) => (stderr += chunk));
    const deadline =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            late = true;
            child.kill('SIGKILL');
          }, timeoutMs);
    child.once('error', (error) => {
      clearTimeout(deadline);
      resolve({ code: 127, stdout, stderr: `${stderr}${error.message}` });
    });
    child.once('close', (code, signal) => {
      clearTimeout(deadline);
      resolve({ code: late ? 124 : (code ?? (signal ? 137 : 1)), stdout, stderr });
    });
  });
}

/**
 * Runs a script or a tool's entry on Node 24.
 * @param {readonly string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export function runNode(args, options) {
  return run(node24, args, options);
}

/**
 * Runs npm: the one that runs this script, or the one on the PATH.
 * @param {readonly string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export function runNpm(args, options) {
  const cli = process.env['npm_execpath'];
  if (cli?.endsWith('.js')) return run(process.execPath, [cli, ...args], options);
  return windows
    ? run('cmd.exe', ['/d', '/s', '/c', 'npm', ...args], options)
    : run('npm', args, options);
}

/** The last lines of a command's output: where tools say why they failed. @param {Finished} finished */
export function lastLines({ stdout, stderr }) {
  return `${stdout}\n${stderr}`.trim().split('\n').slice(-12).join('\n');
}
