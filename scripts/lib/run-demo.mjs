import { withDisplay } from './display.mjs';
import { fromRoot } from './paths.mjs';
import { runNode } from './run.mjs';
import { withSimulators } from './simulators.mjs';

/**
 * The demo: a real drop into the real window, on the display that is there or on a virtual one.
 * @param {readonly string[]} args `--photos DIR`, `--out DIR`
 * @returns {Promise<number>} exit code: 1 if a case failed
 */
export function runDemo(args) {
  return withDisplay((display) =>
    withSimulators(async (simulators) => {
      const driver = fromRoot('test', 'demo', 'run-demo.ts');
      const { code } = await runNode([driver, ...args], {
        env: { ...display, ...simulators },
        show: true,
      });
      return code;
    }),
  );
}
