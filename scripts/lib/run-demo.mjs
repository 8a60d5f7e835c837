import { withDisplay } from './display.mjs';
import { fromRoot } from './paths.mjs';
import { runNode } from './run.mjs';
import { withSimulators } from './simulators.mjs';

/**
 * The demo: a real drop into the real window, on the display that is there or on a virtual one.
 * @param {readonly string[]} args `--photos DIR`, `--out DIR`
 * @param {Promise<NodeJS.ProcessEnv>} cloud names the cloud, or nothing
 * @returns {Promise<number>} exit code: 1 if a case failed
 */
export function runDemo(args, cloud) {
  return withDisplay((display) =>
    withSimulators(async (simulators) => {
      const driver = fromRoot('test', 'demo', 'run-demo.ts');
      const { code } = await runNode([driver, ...args], {
        env: { ...display, ...simulators, ...(await cloud) },
        show: true,
      });
      return code;
    }),
  );
}
