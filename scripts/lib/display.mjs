import { start, stop } from './run.mjs';
import { ScriptError } from './step.mjs';

/** Whether a window can be shown to somebody. */
export function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

/**
 * Starts Xvfb on a display number that it finds free itself.
 * @returns {Promise<{ name: string, stop: () => Promise<void> }>}
 */
async function startVirtualDisplay() {
  const child = start(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  );
  const number = await new Promise((resolve, reject) => {
    let text = '';
    child.stdio[3]?.on('data', (/** @type {Buffer} */ chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve(text.trim());
    });
    const failed = () =>
      reject(new ScriptError('Xvfb did not start.', 'Install it: apt-get install xvfb'));
    child.once('error', failed);
    child.once('close', failed);
  });
  return { name: `:${number}`, stop: () => stop(child) };
}

/**
 * Runs the work where windows can open: on the user's display, or on a virtual one that ends with it.
 * @template T
 * @param {(environment: NodeJS.ProcessEnv) => Promise<T>} work gets what to add to children's environment
 * @returns {Promise<T>}
 */
export async function withDisplay(work) {
  if (hasDisplay()) return work({});
  const display = await startVirtualDisplay();
  try {
    return await work({ DISPLAY: display.name });
  } finally {
    await display.stop();
  }
}
