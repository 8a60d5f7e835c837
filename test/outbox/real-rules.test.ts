import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pullAnswerSchema, pushAnswerSchema, replacesAll } from '../../electron/cloud/sync/wire.ts';
import { asUser } from '../database/support/people.ts';
import { type Sql, type TestServer, startTestServer } from '../database/support/server.ts';
import {
  type Device,
  account,
  elsewhereOf,
  namesHere,
  openDevice,
  tag,
  wholePage,
} from './support/device.ts';

let server: TestServer;
let sql: Sql;
beforeAll(async () => {
  server = await startTestServer();
  ({ sql } = await server.create('migrated'));
  await sql`insert into auth.users (id, email) values (${account}, 'ada@example.com')`;
}, 120_000);
afterAll(() => server.stop());

/** Pushes and pulls through the functions of the real schema, as the account's owner. */
async function sync(device: Device, id: string, limit = 3): Promise<void> {
  for (;;) {
    const ops = device.replica.pending(100);
    if (ops.length === 0) break;
    const answer = await asUser(sql, account, async (transaction) => {
      const [row] = await transaction<{ answer: unknown }[]>`
        select public.sync_push(${id}, ${JSON.stringify(ops)}::text::jsonb) as answer`;
      return row?.answer;
    });
    device.replica.settle(pushAnswerSchema.parse(answer));
  }
  for (;;) {
    const cursor = device.replica.cursor();
    const answer = await asUser(sql, account, async (transaction) => {
      const [row] = await transaction<{ answer: unknown }[]>`
        select public.sync_pull(${JSON.stringify(cursor)}::text::jsonb, ${limit}) as answer`;
      return row?.answer;
    });
    const page = pullAnswerSchema.parse(answer);
    const { more } = page;
    device.replica.take({ ...page, replaces: replacesAll(cursor, page) });
    if (!more) return;
  }
}

it('the schema of the cloud takes all that the outbox says, and two devices agree over it', async () => {
  const laptop = await openDevice();
  const desktop = await openDevice();
  const [first, second] = [randomUUID(), randomUUID()];
  const quiet = async (): Promise<void> => {
    for (let round = 0; round < 4; round += 1) {
      await sync(laptop, first);
      await sync(desktop, second);
    }
  };
  const theirs = laptop.drop('harbour');
  laptop.settings.patch({ theme: 'dark' });
  const job = laptop.newJob();
  for (const status of ['running', 'done'] as const) {
    laptop.list.change(job, { state: { status }, startedAt: 2, endedAt: 3 });
  }
  laptop.list.change(job, { state: { status: 'queued' }, endedAt: null });
  await quiet();
  laptop.list.change(job, {
    state: { status: 'done' },
    endedAt: 4,
    result: { kind: 'text', text: 'a \0 boat \ud800' },
  });
  laptop.store.transaction(() => {
    const entry = { jobId: job.id, provider: 'openai', model: 'm', operation: 'edit' } as const;
    const id = randomUUID();
    const more = { ...entry, simulated: false, occurredAt: 5 };
    laptop.outbox.witness.usage(account, { ...more, id, cost: 40, corrects: null });
    laptop.outbox.witness.usage(account, { ...more, id: randomUUID(), cost: -10, corrects: id });
  });
  tag(laptop, theirs, 'sea');
  await quiet();
  const mine = desktop.drop('harbour');
  expect(mine).toMatchObject({ id: theirs.id, tags: ['sea'] });
  tag(desktop, mine, 'crane');
  desktop.library.rename(mine.id, 'Bergen');
  laptop.drop('boat');
  await quiet();
  expect(namesHere(laptop)).toEqual(['boat', 'Bergen']);
  expect(laptop.library.asset(theirs.id).tags).toEqual(['sea', 'crane']);
  expect(desktop.settings.get().theme).toBe('dark');
  expect(elsewhereOf(desktop).assets.map(({ name }) => name)).toEqual(['boat']);
  expect(desktop.outbox.elsewhere.jobs(account, wholePage).jobs).toMatchObject([
    { id: job.id, status: 'done', text: 'a \ufffd boat \ufffd' },
  ]);
  const [spent] = await sql`select sum(cost_micro_usd)::int as sum from public.usage_ledger`;
  expect(spent).toEqual({ sum: 30 });

  laptop.library.remove([theirs.id]);
  await quiet();
  expect(namesHere(desktop)).toEqual(['Bergen']);
  desktop.library.rename(theirs.id, 'kept');
  await quiet();
  expect(elsewhereOf(laptop).total).toBe(0);
  for (const { replica, outbox, store } of [laptop, desktop]) {
    expect(replica.waiting() + replica.refused()).toBe(0);
    expect(store.all('select 1 from outbox')).toEqual([]);
    expect(outbox.unreadable(account)).toBe(0);
  }
  laptop.close();
  desktop.close();
}, 120_000);
