import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultConfiguration as defaults } from '../../electron/configuration/defaults.ts';
import { type TestServer, startTestServer } from './support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
}, 60_000);
afterAll(() => server.stop());

test('the database and the app agree on the plans and packs that nobody has configured', async () => {
  const { sql } = await server.create('migrated');
  const [row] = await sql<{ plans: unknown }[]>`select private.default_plans() as plans`;
  expect(row?.plans).toEqual(defaults.plans);
  const [other] = await sql<{ packs: unknown }[]>`select private.default_packs() as packs`;
  expect(other?.packs).toEqual(defaults.packs);
  const order = await sql<{ id: string }[]>`select id from public.plans order by place`;
  expect(order.map(({ id }) => id)).toEqual(['free', 'pro', 'studio']);
});

test('what is published for everybody is what is sold', async () => {
  const { sql } = await server.create('migrated');
  const publish = async (document: object, percent: number): Promise<void> => {
    const [made] = await sql<{ version: number }[]>`
      insert into public.config_versions (channel, document)
      values ('production', ${sql.json(document as never)}) returning version`;
    const version = made?.version ?? 0;
    await sql`
      insert into public.config_channels (channel, version, stable_version, percent)
      values ('production', ${version}, ${version}, ${percent})
      on conflict (channel) do update set version = ${version}, percent = ${percent}`;
  };
  const pro = async () =>
    (await sql`select monthly_cents, limits, features from public.plans where id = 'pro'`)[0];

  await publish({ plans: { pro: { monthlyCents: 1900, limits: { devices: 9 } } } }, 100);
  expect(await pro()).toEqual({
    monthly_cents: 1900,
    limits: { ...defaults.plans.pro.limits, devices: 9 },
    features: defaults.plans.pro.features,
  });
  // Half of the people must not see another price than the other half.
  await publish({ plans: { pro: { monthlyCents: 2900 } } }, 50);
  expect((await pro())?.['monthly_cents']).toBe(1900);
});
