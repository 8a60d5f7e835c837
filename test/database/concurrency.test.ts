import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signUp } from './support/people.ts';
import { type Sql, type TestServer, startTestServer } from './support/server.ts';
import { type Cursor, pull, push } from './support/sync.ts';

let server: TestServer;
let sql: Sql;
beforeAll(async () => {
  server = await startTestServer();
  ({ sql } = await server.create('migrated'));
}, 60_000);
afterAll(() => server.stop());

test('8 devices push at once, and a reader misses nothing', async () => {
  const user = await signUp(sql);
  const writers = 8;
  const each = 150;
  const total = writers * each;
  let writing = writers;

  async function write(): Promise<void> {
    const device = randomUUID();
    for (let n = 1; n <= each; n += 1) {
      const op = {
        op_id: randomUUID(),
        n,
        kind: 'setting',
        key: `s${n % 20}`,
        fields: { n },
      } as const;
      const { answers } = await push(sql, { user, device, ops: [op] });
      expect(answers[0]?.status).toBe('ok');
    }
    writing -= 1;
  }

  const seen: number[] = [];
  async function read(): Promise<void> {
    // From a cursor on: the snapshot that a device without one gets has no numbers of its own.
    let cursor: Cursor = null;
    while (cursor === null) cursor = (await pull(sql, { user, cursor })).next;
    cursor = { epoch: cursor.epoch, seq: 0 };
    for (;;) {
      const last = writing === 0;
      const { mode, changes, next, more } = await pull(sql, { user, cursor });
      expect(mode).toBe('log');
      seen.push(...changes.map((change) => change.seq));
      cursor = next;
      if (last && !more) return;
    }
  }

  await Promise.all([...Array.from({ length: writers }, write), read()]);
  expect(seen).toEqual(Array.from({ length: total }, (_, index) => index + 1));
}, 120_000);

async function credits(user: string) {
  const [row] = await sql<{ balance: number; held: number; ledger: number; ledger_held: number }[]>`
    select balance::integer, held::integer,
      (select sum(balance_change)::integer from public.credit_ledger where user_id = ${user}) as ledger,
      (select sum(held_change)::integer from public.credit_ledger where user_id = ${user})
        as ledger_held
    from public.credit_accounts where user_id = ${user}`;
  return row;
}

async function grant(user: string, amount: number): Promise<void> {
  await sql`select public.credit_grant(${user}, ${amount}, 'gift', ${randomUUID()})`;
}

async function reserve(user: string, job: string): Promise<string | undefined> {
  const [row] = await sql<{ answer: string }[]>`
    select public.credit_reserve(${user}, ${job}, 1, 'request') as answer`;
  return row?.answer;
}

test('100 spends of the last credit at once: exactly one goes through', async () => {
  const user = await signUp(sql);
  await grant(user, 1);
  const answers = await Promise.all(Array.from({ length: 100 }, () => reserve(user, randomUUID())));
  expect(answers.filter((answer) => answer === 'new')).toHaveLength(1);
  expect(answers.filter((answer) => answer === 'insufficient')).toHaveLength(99);
  expect(await credits(user)).toEqual({ balance: 1, held: 1, ledger: 1, ledger_held: 1 });
});

test('one job sent 50 times at once is paid once', async () => {
  const user = await signUp(sql);
  await grant(user, 100);
  const job = randomUUID();
  const reserved = await Promise.all(Array.from({ length: 50 }, () => reserve(user, job)));
  expect(reserved.filter((answer) => answer === 'new')).toHaveLength(1);
  expect(reserved.filter((answer) => answer === 'reserved')).toHaveLength(49);
  const settled = await Promise.all(
    Array.from({ length: 50 }, async () => {
      const [row] = await sql<{ answer: string }[]>`
        select public.credit_settle(${job}, 1) as answer`;
      return row?.answer;
    }),
  );
  expect(settled.filter((answer) => answer === 'settled')).toHaveLength(1);
  expect(settled.filter((answer) => answer === 'repeated')).toHaveLength(49);
  expect(await credits(user)).toEqual({ balance: 99, held: 0, ledger: 99, ledger_held: 0 });
});

test('one order announced 20 times at once is credited once', async () => {
  const user = await signUp(sql);
  const added = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const [row] = await sql<{ added: boolean }[]>`
        select public.credit_grant(${user}, 500, 'gift', 'order-42') as added`;
      return row?.added;
    }),
  );
  expect(added.filter(Boolean)).toHaveLength(1);
  expect((await credits(user))?.balance).toBe(500);
});

test('a burst of 200 requests takes what the bucket holds, and no more', async () => {
  // So slow a refill that none comes back during the test.
  const answers = await Promise.all(
    Array.from({ length: 200 }, async () => {
      const [row] = await sql<{ allowed: boolean; retry_after_seconds: number }[]>`
        select * from public.rate_limit_take('burst', 20, 0.0001)`;
      return row;
    }),
  );
  expect(answers.filter((answer) => answer?.allowed)).toHaveLength(20);
  const refused = answers.filter((answer) => answer?.allowed === false);
  expect(refused).toHaveLength(180);
  expect(refused.every((answer) => (answer?.retry_after_seconds ?? 0) > 0)).toBe(true);
});

test('the audit log stays one chain when many write to it', async () => {
  await Promise.all(
    Array.from({ length: 40 }, (_, index) => sql`select private.audit('test', ${`s${index}`})`),
  );
  const [whole] = await sql<{ break: string | null }[]>`select public.audit_log_break() as break`;
  expect(whole?.break).toBeNull();
});
