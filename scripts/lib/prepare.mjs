import { ensureDependencies } from './dependencies.mjs';
import { ensureElectron } from './electron-runtime.mjs';
import { ensureSandbox } from './sandbox.mjs';
import { ensureSystemLibraries } from './system-libraries.mjs';

/** What a window needs on a machine that has the dependencies. Quick when it is already there. */
export async function prepareElectron() {
  const runtime = await ensureElectron();
  await ensureSystemLibraries(runtime.executable);
  await ensureSandbox(runtime);
  return runtime;
}

/** Everything a window needs on a machine that has Node alone. */
export async function prepare() {
  await ensureDependencies();
  return prepareElectron();
}
