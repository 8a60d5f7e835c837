import path from 'node:path';
import { cache, fromRoot } from './paths.mjs';
import { runNode } from './run.mjs';
import { say, seconds } from './step.mjs';

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {string} tool path of its entry below node_modules
 * @property {readonly string[]} args
 * @property {readonly string[]} [fixArgs] what repairs instead of complaining
 */

/** The functions as Deno sees them, with the packages of node_modules: nothing is downloaded. */
const denoArgs = [
  'check',
  '--quiet',
  '--no-lock',
  '--node-modules-dir=manual',
  '--config=deno.json',
  'supabase/functions',
];

/** @type {readonly Check[]} */
const checks = [
  { name: 'format', tool: 'oxfmt/bin/oxfmt', args: ['--check'], fixArgs: ['--write'] },
  { name: 'lint', tool: 'oxlint/bin/oxlint', args: [], fixArgs: ['--fix'] },
  { name: 'types', tool: 'typescript/bin/tsc', args: ['-b'] },
  { name: 'functions', tool: 'deno/bin.cjs', args: denoArgs },
  { name: 'migrations', tool: 'squawk-cli/js/bin/squawk', args: ['supabase/migrations/*.sql'] },
  { name: 'walls', tool: 'vitest/vitest.mjs', args: ['run', 'test/walls'] },
  { name: 'unused', tool: 'knip/bin/knip.js', args: ['--no-progress'] },
];

/**
 * Format, lint, types, walls and unused code, all of them even if one fails.
 * @param {{ fix: boolean }} options
 * @returns {Promise<{ passed: string[], failed: string[] }>}
 */
export async function check({ fix }) {
  /** @type {string[]} */
  const passed = [];
  /** @type {string[]} */
  const failed = [];
  for (const { name, tool, args, fixArgs } of checks) {
    const started = performance.now();
    const entry = fromRoot('node_modules', tool);
    const { code, stdout, stderr } = await runNode([entry, ...((fix && fixArgs) || args)], {
      env: { DENO_DIR: path.join(cache, 'deno'), DENO_NO_UPDATE_CHECK: '1' },
    });
    const fine = code === 0;
    (fine ? passed : failed).push(name);
    say(`${fine ? '✓' : '✗'} ${name} · ${seconds(performance.now() - started)}`);
    if (!fine) say(`${stdout}${stderr}`.trim());
  }
  return { passed, failed };
}
