import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { denoBinary } from '../../supabase/local/functions/runtime.ts';
import { startLimitMs, startTestCloud } from '../cloud/harness.ts';

const folders = await readdir('supabase/functions', { withFileTypes: true });
const names = folders
  .map(({ name }) => name)
  .filter((name) => existsSync(path.join('supabase/functions', name, 'index.ts')));

describe('each function', () => {
  it.each(names)(
    '%s passes the type check of Deno',
    async (name) => {
      const folder = path.join('supabase/functions', name);
      const args = ['check', '--quiet', '--no-lock', '--node-modules-dir=manual'];
      const config = ['--config', path.join(folder, 'deno.json')];
      const checked = promisify(execFile)(
        denoBinary(),
        [...args, ...config, path.join(folder, 'index.ts')],
        { env: { ...process.env, DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' } },
      );
      await expect(checked).resolves.toMatchObject({ stdout: '' });
    },
    60_000,
  );
});

describe('what a function shares with the app', () => {
  it(
    'is read again as soon as it is saved',
    async () => {
      const project = await mkdtemp(path.join(tmpdir(), 'emulsion-shared-'));
      const functions = path.join(project, 'supabase', 'functions', 'echo');
      const contract = path.join(project, 'electron', 'contract');
      await mkdir(functions, { recursive: true });
      await mkdir(contract, { recursive: true });
      await mkdir(path.join(project, 'supabase', 'migrations'));
      await copyFile('supabase/config.toml', path.join(project, 'supabase', 'config.toml'));
      const word = path.join(contract, 'word.ts');
      await writeFile(word, `export const word = 'before';`);
      await writeFile(
        path.join(functions, 'index.ts'),
        `import { word } from '../../../electron/contract/word.ts';
       Deno.serve(() => new Response(word));`,
      );
      const cloud = await startTestCloud({ supabaseFolder: path.join(project, 'supabase') });
      try {
        const answer = async () => {
          const response = await fetch(`${cloud.status.API_URL}/functions/v1/echo`, {
            headers: { authorization: `Bearer ${cloud.status.ANON_KEY}` },
          });
          return response.text();
        };
        expect(await answer()).toBe('before');
        await writeFile(word, `export const word = 'after';`);
        await expect.poll(answer, { timeout: 15_000 }).toBe('after');
      } finally {
        await cloud.stop();
        await rm(project, { recursive: true, force: true });
      }
    },
    startLimitMs,
  );
});
