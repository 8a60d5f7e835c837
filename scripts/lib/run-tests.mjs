import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fromRoot, out } from './paths.mjs';
import { runNode } from './run.mjs';

/**
 * @typedef {object} Count
 * @property {number} passed
 * @property {number} failed
 */

/**
 * Runs the tests of one vitest configuration, their names shown as they pass. A run that ends
 * without a report, or with an error outside its tests, counts as one failure.
 * @param {{ name: string, config: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<Count>}
 */
export async function runTests({ name, config, env }) {
  const report = path.join(out, 'test', `${name}.json`);
  rmSync(report, { force: true });
  const vitest = fromRoot('node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await runNode([vitest, 'run', '--config', config, ...reporters], {
    show: true,
    ...(env ? { env } : {}),
  });
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  /** @type {{ numPassedTests: number, numFailedTests: number }} */
  const { numPassedTests: passed, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
  return { passed, failed: code === 0 ? numFailedTests : Math.max(numFailedTests, 1) };
}
