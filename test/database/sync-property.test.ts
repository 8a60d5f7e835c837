import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Device, createDevice } from './support/device.ts';
import { signUp } from './support/people.ts';
import { type Sql, type TestServer, startTestServer } from './support/server.ts';

let server: TestServer;
let sql: Sql;
beforeAll(async () => {
  server = await startTestServer();
  ({ sql } = await server.create('migrated'));
}, 60_000);
afterAll(() => server.stop());

const device = fc.nat({ max: 2 });
const key = fc.constantFrom('a', 'b');
const field = fc.constantFrom('title', 'colour', 'note');
const status = fc.constantFrom('queued', 'preparing', 'running', 'waiting', 'done', 'failed');

const stepArbitrary = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      step: fc.constant('edit' as const),
      device,
      kind: fc.constantFrom(
        'recipe' as const,
        'recipe' as const,
        'setting' as const,
        'asset' as const,
      ),
      key,
      field,
      value: fc.nat(99),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      step: fc.constant('job' as const),
      device,
      key,
      status,
      run: fc.nat(1),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ step: fc.constant('spend' as const), device, cost: fc.nat(99) }),
  },
  { weight: 2, arbitrary: fc.record({ step: fc.constant('remove' as const), device, key }) },
  {
    weight: 5,
    arbitrary: fc.record({
      step: fc.constant('push' as const),
      device,
      count: fc.integer({ min: 1, max: 6 }),
      answer: fc.constantFrom('heard' as const, 'heard' as const, 'lost' as const),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      step: fc.constant('pull' as const),
      device,
      limit: fc.integer({ min: 1, max: 8 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('forget' as const) }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('restore' as const) }) },
);
type Step = typeof stepArbitrary extends fc.Arbitrary<infer T> ? T : never;

/** Devices by number: two or three of them, as the steps name them. */
async function take(step: Step, devices: readonly Device[]): Promise<void> {
  if (step.step === 'forget') {
    await sql`select private.sync_prune('0 seconds')`;
    return;
  }
  if (step.step === 'restore') {
    await sql`select private.sync_start_epoch()`;
    return;
  }
  const actor = devices[step.device % devices.length];
  if (actor === undefined) throw new Error('there is no such device');
  switch (step.step) {
    case 'edit':
      return actor.edit({ kind: step.kind, key: step.key, fields: { [step.field]: step.value } });
    case 'job':
      return actor.edit({
        kind: 'job',
        key: step.key,
        fields: { status: step.status, run: step.run, by: actor.id },
      });
    case 'spend':
      return actor.edit({
        kind: 'usage',
        key: randomUUID(),
        fields: {
          provider: 'openai',
          operation: 'describe',
          cost_micro_usd: step.cost,
          occurred_at: '2026-11-22T10:00:00Z',
        },
      });
    case 'remove':
      return actor.remove('recipe', step.key);
    case 'push':
      return actor.push(step);
    case 'pull':
      await actor.pull(step.limit);
  }
}

async function quiet(devices: readonly Device[]): Promise<void> {
  for (const device of devices) {
    while (device.outbox.length > 0) await device.push({ count: 100, answer: 'heard' });
  }
  for (const device of devices) while (await device.pull(5));
}

function known(device: Device): Readonly<Record<string, unknown>> {
  return Object.fromEntries([...device.rows].map(([name, { fields }]) => [name, fields]));
}

interface Kept {
  readonly name: string;
  readonly fields: Record<string, unknown>;
}

async function kept(user: string): Promise<Readonly<Record<string, unknown>>> {
  const rows = await sql<Kept[]>`
    select 'asset/' || key as name, fields from public.assets
      where user_id = ${user} and deleted_at is null
    union all select 'job/' || key, fields from public.jobs
      where user_id = ${user} and deleted_at is null
    union all select 'recipe/' || key, fields from public.recipes
      where user_id = ${user} and deleted_at is null
    union all select 'setting/' || key, fields from public.settings
      where user_id = ${user} and deleted_at is null`;
  return Object.fromEntries(rows.map(({ name, fields }) => [name, fields]));
}

function withoutUsage(rows: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(rows).filter(([name]) => !name.startsWith('usage/')));
}

test('devices agree with the server and each other once it is quiet', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: 3 }),
      fc.boolean(),
      fc.array(stepArbitrary, { minLength: 5, maxLength: 60, size: 'max' }),
      async (count, forgetful, taken) => {
        const steps = taken.filter(({ step }) => forgetful || step !== 'forget');
        const user = await signUp(sql);
        const devices = Array.from({ length: count }, () => createDevice(sql, user));
        const costs = new Map<string, number>();
        for (const step of steps) {
          await take(step, devices);
          for (const { op_id: id, kind, fields } of devices.flatMap((device) => device.outbox)) {
            if (kind === 'usage') costs.set(id, Number(fields?.['cost_micro_usd']));
          }
        }
        await quiet(devices);

        const server = await kept(user);
        for (const device of devices) expect(withoutUsage(known(device))).toEqual(server);

        if (!forgetful) {
          const risen = await sql`
            select later.kind, later.key from public.sync_ops as later
            join public.sync_ops as earlier using (user_id, kind, key)
            where user_id = ${user} and earlier.deleted and not later.deleted
              and later.seq > earlier.seq`;
          expect([...risen]).toEqual([]);
        }

        // Only what was refused as a late repeat may have been taken all the same.
        const refused = devices.flatMap((device) => [...device.rejected]);
        expect(
          refused.filter(([, reason]) => !['deleted', 'gone', 'expired'].includes(reason)),
        ).toEqual([]);
        const late = new Set(
          refused.filter(([, reason]) => reason === 'expired').map(([id]) => id),
        );
        const [ledger] = await sql<{ sum: number; entries: number }[]>`
          select coalesce(sum(cost_micro_usd), 0)::integer as sum, count(*)::integer as entries
          from public.usage_ledger where user_id = ${user}`;
        const counted = [...costs].filter(([id]) =>
          devices.some((device) => device.acknowledged.has(id) || late.has(id)),
        );
        expect(ledger).toEqual({
          sum: counted.reduce((sum, [, cost]) => sum + cost, 0),
          entries: counted.length,
        });
      },
    ),
    { numRuns: 100 },
  );
}, 120_000);
