import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { node24 } from '../../scripts/lib/run.mjs';
import { type TestServer, startTestServer } from './support/server.ts';
import { supabaseCli } from './support/supabase-cli.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
}, 60_000);
afterAll(() => server.stop());

function advise(url: string) {
  return supabaseCli(['db', 'advisors', `--remote=${url}`, '--level', 'warn', '--fail-on', 'warn']);
}

test('has nothing to tell the advisors', async () => {
  const { url } = await server.create('migrated');
  const { code, stdout } = await advise(url);
  expect({ code, stdout: stdout.trim() }).toEqual({ code: 0, stdout: '' });
}, 120_000);

test('would hear of a table that is open to everybody', async () => {
  const { url, sql } = await server.create('migrated');
  await sql`create table public.diaries (id uuid primary key, text text)`;
  await sql`grant select on public.diaries to anon`;
  const { code, stdout } = await advise(url);
  expect(code).not.toBe(0);
  expect(stdout).toContain('rls_disabled_in_public');
}, 120_000);

// After a change of the schema: vitest run test/database/supabase-cli.test.ts --update
test('keeps the generated types current', async () => {
  const { url } = await server.create('migrated');
  const generated = await supabaseCli(['gen', 'types', `--remote=${url}`, '--schema', 'public']);
  expect(generated.code).toBe(0);
  const formatter = fromRoot('node_modules', 'oxfmt', 'bin', 'oxfmt');
  const types = execFileSync(node24, [formatter, '--stdin-filepath=supabase/types.ts'], {
    cwd: fromRoot(),
    input: generated.stdout,
    encoding: 'utf8',
  });
  await expect(types).toMatchFileSnapshot(fromRoot('supabase', 'types.ts'));
}, 120_000);
