import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { run } from './run.mjs';
import { ScriptError } from './step.mjs';

/** @param {string} helper */
function isSetuidRoot(helper) {
  if (!existsSync(helper)) return false;
  const { mode, uid } = statSync(helper);
  return uid === 0 && (mode & 0o4755) === 0o4755;
}

/**
 * Chromium's sandbox needs user namespaces or a setuid helper; some distributions forbid the first
 * and nobody but root can set up the second. Root itself runs without the sandbox.
 * @param {import('./electron-runtime.mjs').ElectronRuntime} runtime
 */
export async function ensureSandbox(runtime) {
  if (process.platform !== 'linux' || process.getuid?.() === 0) return;
  const helper = path.join(runtime.folder, 'chrome-sandbox');
  if (isSetuidRoot(helper)) return;
  const namespaces = await run('unshare', ['--user', '--map-root-user', 'true']);
  if (namespaces.code === 0) return;
  throw new ScriptError(
    "This system allows neither of the ways in which Electron's sandbox works.",
    `Run: sudo chown root ${helper} && sudo chmod 4755 ${helper}`,
  );
}
