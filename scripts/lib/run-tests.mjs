import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fromRoot, out } from './paths.mjs';
import { runNode } from './run.mjs';

/**
 * @typedef {object} Count
 * @property {number} passed
 * @property {number} failed
 * @property {readonly string[]} failures What failed, one text each: file, name, first message.
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
  if (!existsSync(report)) return { passed: 0, failed: 1, failures: [`${name}: no report`] };
  const { numPassedTests: passed, testResults } = readReport(report);
  const failures = testResults.flatMap(failuresOf);
  if (code !== 0 && failures.length === 0) failures.push(`${name}: an error outside its tests`);
  return { passed, failed: failures.length, failures };
}

/**
 * @typedef {object} FileResult
 * @property {string} name
 * @property {string} status
 * @property {string} message
 * @property {{ fullName: string, status: string, failureMessages: string[] }[]} assertionResults
 */

/**
 * @param {string} file
 * @returns {{ numPassedTests: number, testResults: FileResult[] }}
 */
function readReport(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * The failed tests of one file; the file itself, where it failed outside its tests.
 * @param {FileResult} result
 */
function failuresOf({ name, status, message, assertionResults }) {
  const file = path.relative(fromRoot(), name);
  const failed = assertionResults.filter((test) => test.status === 'failed');
  if (failed.length === 0 && status === 'failed') return [`${file}\n${message}`];
  return failed.map((test) => `${file} › ${test.fullName}\n${test.failureMessages.join('\n')}`);
}
