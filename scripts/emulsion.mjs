import { build } from './lib/build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { fromRoot } from './lib/paths.mjs';
import { runNode } from './lib/run.mjs';
import { hasProviderKeys, withSimulators } from './lib/simulators.mjs';
import { say, script } from './lib/step.mjs';

await script(async (args) => {
  await ensureDependencies();
  await build(['worker', 'cli']);
  /** @param {NodeJS.ProcessEnv} env */
  const engine = async (env) => {
    const entry = fromRoot('out', 'cli', 'emulsion.mjs');
    const cwd = process.env['INIT_CWD'] ?? process.cwd();
    return (await runNode([entry, ...args], { env, cwd, show: true })).code;
  };
  if (hasProviderKeys()) return engine({});
  say('  No provider key in the environment: cloud operations are simulated.');
  return withSimulators(engine);
});
