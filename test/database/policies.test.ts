import { afterAll, beforeAll, expect, test } from 'vitest';
import postgres from 'postgres';
import { type Asking, type TestServer, startTestServer } from './support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
}, 60_000);
afterAll(() => server.stop());

interface Policy {
  readonly relation: string;
  readonly name: string;
  readonly using: boolean;
  readonly check: boolean;
}

/** Those of the API's roles: the matrix does not know the identity server. */
function policiesOf(sql: Asking): Promise<readonly Policy[]> {
  return sql<Policy[]>`
    select polrelid::regclass::text as relation, polname as name,
      polqual is not null as using, polwithcheck is not null as check
    from pg_policy
    join pg_class as owner on owner.oid = polrelid
    where relnamespace in (
      'public'::regnamespace, 'realtime'::regnamespace, 'storage'::regnamespace
    )
      and not polroles @> array['supabase_auth_admin'::regrole::oid]
    order by 1, 2`;
}

async function mismatches(sql: Asking, relation: string): Promise<readonly string[]> {
  const name = relation.includes('.') ? relation : `public.${relation}`;
  const rows = await sql<{ mismatch: string }[]>`
    select mismatch from tests.mismatches(${name}) as mismatch`;
  return rows.map((row) => row.mismatch);
}

interface Mutation {
  readonly what: string;
  readonly relation: string;
  readonly statement: string;
}

function mutationsOf({ relation, name, using, check }: Policy): readonly Mutation[] {
  const policy = `"${name}" on ${relation}`;
  const opened = [...(using ? ['using (true)'] : []), ...(check ? ['with check (true)'] : [])];
  return [
    { what: `without ${policy}`, relation, statement: `drop policy ${policy}` },
    {
      what: `with ${policy} open to all`,
      relation,
      statement: `alter policy ${policy} ${opened.join(' ')}`,
    },
  ];
}

test('the matrix sees each policy that is missing and each that lets everybody in', async () => {
  const { sql } = await server.create('testing');
  const policies = await policiesOf(sql);
  expect(policies.length).toBeGreaterThan(40);
  const unseen: string[] = [];
  await sql
    .begin(async (story) => {
      await story`select tests.furnish()`;
      for (const mutation of policies.flatMap(mutationsOf)) {
        const undone = new Error('undone');
        await story
          .savepoint(async (change) => {
            await change.unsafe(mutation.statement);
            if ((await mismatches(change, mutation.relation)).length === 0) {
              unseen.push(mutation.what);
            }
            throw undone;
          })
          .catch((error: unknown) => {
            if (error !== undone) throw error;
          });
      }
      throw new Error('nothing of it stays');
    })
    .catch((error: unknown) => {
      if (!String(error).includes('nothing of it stays')) throw error;
    });
  expect(unseen).toEqual([]);
}, 120_000);

test('the identity server reads roles for its tokens by its own policy', async () => {
  const { sql, url } = await server.create('testing');
  await sql`select tests.sign_up('ada')`;
  await sql`select tests.appoint('ada', 'admin')`;
  const address = new URL(url);
  address.username = 'supabase_auth_admin';
  const identity = postgres(address.href, { max: 1 });
  const claimedRole = async () => {
    const [row] = await identity<{ role: string }[]>`
      select public.custom_access_token_hook(jsonb_build_object(
        'user_id', md5('ada')::uuid, 'claims', '{"sub": "x"}'::jsonb
      )) -> 'claims' ->> 'user_role' as role`;
    return row?.role;
  };
  expect(await claimedRole()).toBe('admin');
  await sql`drop policy "the identity server reads roles" on public.roles`;
  expect(await claimedRole()).toBe('user');
  await identity.end();
});
