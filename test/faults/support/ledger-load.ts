import { randomUUID } from 'node:crypto';
import { signUp } from '../../database/support/people.ts';
import type { Sql } from '../../database/support/server.ts';
import { type Figure, count, never } from './figures.ts';
import { seeded } from './seeded.ts';

const accounts = 40;
const lines = 16;

/** What the answers said should be in the accounts. */
interface Told {
  granted: number;
  spent: number;
  done: number;
  refused: number;
}

/**
 * So many operations of the ledgers, from many connections on few accounts: grants, holds, ends of
 * holds as planned, twice or the other way, expiries. What each was answered has to add up.
 */
export async function measureLedger(sql: Sql, operations: number): Promise<Figure[]> {
  const users = await Promise.all(Array.from({ length: accounts }, () => signUp(sql)));
  const told: Told = { granted: 0, spent: 0, done: 0, refused: 0 };
  const started = performance.now();
  await Promise.all(
    Array.from({ length: lines }, async (_, line) => {
      const random = seeded(line + 1);
      while (told.done < operations) {
        const user = users[Math.floor(random() * accounts)] ?? '';
        if (random() < 0.15) await grant(sql, { user, random, told });
        else await spend(sql, { user, random, told });
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  const [sums] = await sql<{ drift: number; balance: number; held: number; negative: number }[]>`
    select
      (select count(*)::integer from public.credit_drift) as drift,
      sum(balance)::integer as balance,
      sum(held)::integer as held,
      count(*) filter (where balance < held)::integer as negative
    from public.credit_accounts where user_id = any(${users})`;
  return [
    count(`operations of the ledgers on ${accounts} accounts, ${lines} at once`, told.done),
    { what: '… each second', value: told.done / seconds, unit: '/s' },
    count('… refused, for there was not enough', told.refused),
    never('… accounts whose sums drifted', sums?.drift ?? -1),
    never('… accounts that spent what was not there', sums?.negative ?? -1),
    never(
      '… credits by which balances differ from the answers',
      (sums?.balance ?? -1) - told.granted + told.spent,
    ),
    never('… credits still held', sums?.held ?? -1),
  ];
}

interface Turn {
  readonly user: string;
  readonly random: () => number;
  readonly told: Told;
}

async function grant(sql: Sql, { user, random, told }: Turn): Promise<void> {
  const amount = 1 + Math.floor(random() * 40);
  const reference = randomUUID();
  // Told of twice at once, as by a webhook and the schedule.
  const given = await Promise.all(
    [1, 2].map(async () => {
      const [row] = await sql<{ given: boolean }[]>`
        select public.credit_grant(${user}, ${amount}, 'gift', ${reference}) as given`;
      return row?.given === true;
    }),
  );
  told.granted += given.filter(Boolean).length * amount;
  told.done += given.length;
}

async function spend(sql: Sql, { user, random, told }: Turn): Promise<void> {
  const job = randomUUID();
  const amount = 1 + Math.floor(random() * 8);
  const [held] = await sql<{ answer: string }[]>`
    select public.credit_reserve(${user}, ${job}, ${amount}, 'h') as answer`;
  told.done += 1;
  if (held?.answer !== 'new') {
    told.refused += 1;
    return;
  }
  const spent = Math.floor(random() * (amount + 1));
  const settle = async (): Promise<void> => {
    const [row] = await sql<{ answer: string }[]>`
      select public.credit_settle(${job}, ${spent}) as answer`;
    if (row?.answer === 'settled') told.spent += spent;
    told.done += 1;
  };
  const release = async (): Promise<void> => {
    await sql`select public.credit_release(${job})`;
    told.done += 1;
  };
  // Ended as planned, twice, or both ways at once: one of them counts.
  const way = random();
  if (way < 0.5) await settle();
  else if (way < 0.7) await release();
  else if (way < 0.85) await Promise.all([settle(), settle()]);
  else await Promise.all([settle(), release()]);
}
