import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startLimitMs, startTestCloud } from '../cloud/harness.ts';

const folders = await readdir('supabase/functions', { withFileTypes: true });
const names = folders
  .map(({ name }) => name)
  .filter((name) => existsSync(path.join('supabase/functions', name, 'index.ts')));

/** Packages that a file, and what it imports by relative paths, names as the app does. */
async function barePackages(file: string, seen = new Set<string>()): Promise<Set<string>> {
  const found = new Set<string>();
  if (seen.has(file)) return found;
  seen.add(file);
  const source = await readFile(file, 'utf8');
  const imports = /^(?:import|export)\s[^;]*?from\s+'([^']+)'|^import\s+'([^']+)'/gm;
  for (const [text, from, effect] of source.matchAll(imports)) {
    const specifier = from ?? effect ?? '';
    // Types are gone before anything runs.
    if (/^(?:import|export)\s+type\s/.test(text) || /^(?:npm|node):/.test(specifier)) continue;
    if (!specifier.startsWith('.')) found.add(packageOf(specifier));
    else if (specifier.endsWith('.ts')) {
      const next = path.resolve(path.dirname(file), specifier);
      for (const name of await barePackages(next, seen)) found.add(name);
    }
  }
  return found;
}

function packageOf(specifier: string): string {
  const [scope = '', name = ''] = specifier.split('/');
  return scope.startsWith('@') ? `${scope}/${name}` : scope;
}

const importsSchema = z.object({ imports: z.record(z.string(), z.string()).default({}) });
const packageSchema = z.object({
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
});

describe('each function', () => {
  // A host has no package.json: each function's own file says which packages the shared sources mean.
  it.each(names)('%s says which packages it shares with the app', async (name) => {
    const folder = path.join('supabase/functions', name);
    const { imports } = importsSchema.parse(
      JSON.parse(await readFile(path.join(folder, 'deno.json'), 'utf8')),
    );
    const { dependencies, devDependencies } = packageSchema.parse(
      JSON.parse(await readFile('package.json', 'utf8')),
    );
    const versions = { ...dependencies, ...devDependencies };
    const needed = await barePackages(path.join(folder, 'index.ts'));
    expect(imports).toEqual(
      Object.fromEntries([...needed].map((one) => [one, `npm:${one}@${versions[one] ?? '?'}`])),
    );
  });
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
