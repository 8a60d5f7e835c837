import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fromRoot } from './paths.mjs';
import { node24, start } from './run.mjs';
import { ScriptError, say, step } from './step.mjs';

/**
 * What a benchmark or a fault run prints as its last line on stdout: `{"rows": [...]}`.
 * @typedef {object} Figure
 * @property {string} what measured, in words
 * @property {number} value
 * @property {string} unit
 * @property {string} [peer] what it is compared with, measured in the same run
 * @property {number} [peerValue] in the same unit
 * @property {boolean} [ok] false: a promise was broken, and the command fails
 */

/** @param {{ folder: string, suffix: string, names: readonly string[] }} options */
function filesToRun({ folder, suffix, names }) {
  const directory = fromRoot('test', folder);
  const all = existsSync(directory)
    ? readdirSync(directory)
        .filter((file) => file.endsWith(suffix))
        .sort()
    : [];
  const known = all.map((file) => file.slice(0, -suffix.length));
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0 || all.length === 0) {
    throw new ScriptError(
      all.length === 0 ? `There is nothing in test/${folder}.` : `Unknown: ${unknown.join(', ')}.`,
      all.length === 0
        ? `Add test/${folder}/<name>${suffix}.`
        : `Known names: ${known.join(', ')}.`,
    );
  }
  const wanted = names.length > 0 ? names : known;
  return wanted.map((name) => ({ name, file: path.join(directory, `${name}${suffix}`) }));
}

/** @param {string} file @param {NodeJS.ProcessEnv} env @returns {Promise<Figure[]>} */
function measure(file, env) {
  return new Promise((resolve, reject) => {
    const child = start(node24, ['--expose-gc', file], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout?.on('data', (chunk) => (text += chunk));
    child.once('close', (code) => {
      const last = text.trim().split('\n').at(-1) ?? '';
      try {
        if (code !== 0) throw new Error(`exit code ${code}`);
        resolve(JSON.parse(last).rows);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        reject(
          new ScriptError(
            `${path.basename(file)} gave no figures (${reason}).`,
            `Run it alone to see why: node_modules/node/bin/node --expose-gc ${file}`,
          ),
        );
      }
    });
  });
}

/** @param {number | undefined} value */
function rounded(value) {
  if (value === undefined) return '';
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** @param {readonly Figure[]} rows @returns {string} a table for people; ratios are ours ÷ peer */
export function table(rows) {
  const cells = rows.map(({ what, value, unit, peer, peerValue, ok }) => [
    what,
    `${rounded(value)} ${unit}`,
    peer === undefined ? '' : `${peer}: ${rounded(peerValue)} ${unit}`,
    peerValue ? `× ${(value / peerValue).toFixed(2)}` : '',
    ok === undefined ? '' : ok ? 'kept' : 'BROKEN',
  ]);
  const all = [['figure', 'ours', 'peer', 'ratio', 'promise'], ...cells];
  const used = [0, 1, 2, 3, 4].filter((column) => all.slice(1).some((row) => row[column]));
  const width = (/** @type {number} */ column) =>
    Math.max(...all.map((row) => (row[column] ?? '').length));
  return all
    .map((row) =>
      used
        .map((column) => (row[column] ?? '').padEnd(width(column)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/**
 * Runs the named files of a folder, or all of them, and prints what they measured.
 * @param {readonly string[]} args names, and `--json FILE`; `--json` alone prints it, in the place of
 *   the table
 * @param {{ folder: string, suffix: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<number>} exit code: 1 if a promise was broken
 */
export async function runFigures(args, { folder, suffix, env }) {
  const at = args.indexOf('--json');
  const json = at >= 0 ? args[at + 1] : undefined;
  const names = args.filter((_, index) => at < 0 || (index !== at && index !== at + 1));
  /** @type {Record<string, Figure[]>} */
  const report = {};
  for (const { name, file } of filesToRun({ folder, suffix, names })) {
    await step(`Measuring ${name}`, async () => {
      report[name] = await measure(file, env);
      return `Measured ${name}`;
    });
  }
  const rows = Object.values(report).flat();
  const text = JSON.stringify(report, null, 2);
  const isForTools = at >= 0 && json === undefined;
  process.stdout.write(isForTools ? `${text}\n` : `\n${table(rows)}\n`);
  if (json) {
    writeFileSync(path.resolve(process.env['INIT_CWD'] ?? '.', json), text);
    say(`\nFigures are in ${json}.`);
  }
  return rows.some((row) => row.ok === false) ? 1 : 0;
}
