import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';

const functions = path.resolve('supabase/functions');
const names = (await readdir(functions, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory() && entry.name !== '_shared')
  .map(({ name }) => name);
const sources = await Promise.all(
  (await readdir(functions, { recursive: true }))
    .filter((name) => name.endsWith('.ts'))
    .map(async (name) => ({ name, text: await readFile(path.join(functions, name), 'utf8') })),
);

function importsOf(text: string): readonly string[] {
  return Array.from(
    text.matchAll(/^(?:import|export)[^;]*?from '([^']+)';/gm),
    ([, from]) => from ?? '',
  );
}

test.each(names)('%s keeps its handler apart from the server', async (name) => {
  for (const file of ['index.ts', 'handler.ts', 'deno.json']) {
    expect(existsSync(path.join(functions, name, file))).toBe(true);
  }
  expect(await readFile(path.join(functions, name, 'index.ts'), 'utf8')).toMatch(/Deno\.serve\(/);
});

test('packages are named with the version that package.json has', async () => {
  const { dependencies, devDependencies } = z
    .object({
      dependencies: z.record(z.string(), z.string()),
      devDependencies: z.record(z.string(), z.string()),
    })
    .parse(JSON.parse(await readFile('package.json', 'utf8')));
  const wrong = sources.flatMap(({ name, text }) =>
    importsOf(text).flatMap((from) => {
      if (/^(\.|node:)/.test(from)) return [];
      const [, found = '', version] = /^npm:(@?[^@]+)@(\d+\.\d+\.\d+)(?:\/|$)/.exec(from) ?? [];
      const wanted = { ...dependencies, ...devDependencies }[found];
      return version !== undefined && version === wanted ? [] : [`${name}: ${from}`];
    }),
  );
  expect(wrong).toEqual([]);
});

test('functions share what is in _shared, and nothing of each other', () => {
  const wrong = sources.flatMap(({ name, text }) =>
    importsOf(text)
      .filter((from) => from.startsWith('.'))
      .map((from) => path.join(path.dirname(name), from))
      .filter((target) => {
        const [own = ''] = name.split(path.sep);
        const [other = ''] = target.split(path.sep);
        return names.includes(other) && other !== own;
      })
      .map((target) => `${name} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});
