import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { Sql } from '../../database/support/server.ts';
import { signUp } from '../../database/support/people.ts';
import { createShop } from '../../simulators/billing/shop.ts';
import { type History, isAsProvider } from './as-provider.ts';
import { type Crash, type Step, historyArbitrary } from './billing-steps.ts';
import { dying } from './dying.ts';
import { type Figure, count, never } from './figures.ts';
import { moneyOf } from './fair-money.ts';
import { handlerOf } from './functions-in-node.ts';
import { order } from './shop-orders.ts';
import { createShopProvider, products, stateOf } from './shop-provider.ts';

const { createHandler: createWebhook } = await handlerOf('billing-webhook');
const { createHandler: createSchedule } = await handlerOf('billing-reconcile');

interface Met {
  duplicates: number;
  drops: number;
  reorderings: number;
  crashes: number;
  refusedAnswers: number;
  deliveries: number;
}

const atOnce = 6;
const perSchedule = 200;

/**
 * Random histories of shops and their webhooks, through the functions' own handlers and the real
 * SQL; the provider is in this process. Whatever was lost: once the schedule has run, each account
 * is what its provider says.
 */
export async function measureHistories(
  sql: Sql,
  { runs, seed }: { readonly runs: number; readonly seed: number },
): Promise<Figure[]> {
  const met: Met = {
    duplicates: 0,
    drops: 0,
    reorderings: 0,
    crashes: 0,
    refusedAnswers: 0,
    deliveries: 0,
  };
  const plans = fc.sample(historyArbitrary, { numRuns: runs, seed });
  let apart = 0;
  let prompt = 0;
  let late = 0;
  let unended = 0;
  let paidTwice = 0;
  let unfair = 0;
  let sold = 0;
  let ended = 0;
  for (let start = 0; start < plans.length; start += perSchedule) {
    const histories: History[] = [];
    const left = plans.slice(start, start + perSchedule);
    const worker = async (): Promise<void> => {
      for (let steps = left.pop(); steps !== undefined; steps = left.pop()) {
        const history = await live(sql, steps, met);
        histories.push(history);
        // In every other one all webhooks come in the end: it needs no schedule.
        if (left.length % 2 === 0) continue;
        prompt += 1;
        await deliverRest(history, { sql, met });
        if (!(await isAsProvider(sql, history, seed))) late += 1;
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    await runSchedule(sql, histories);
    for (const history of histories) {
      if (!(await isAsProvider(sql, history, seed))) apart += 1;
      const money = await moneyOf(sql, history);
      paidTwice += money.paidTwice;
      unfair += money.unfair;
      sold += money.sold;
      ended += money.ended;
    }
    const [open] = await sql<{ open: number }[]>`
      select count(*)::integer as open from public.billing_events
      where outcome in ('received', 'failed')`;
    unended += open?.open ?? 0;
  }
  const [drift] = await sql<{ accounts: number }[]>`
    select count(*)::integer as accounts from public.credit_drift`;
  return [
    count('random histories of a subscription and its webhooks', plans.length),
    count('… webhooks delivered', met.deliveries),
    count('… of these once more', met.duplicates),
    count('… before an older one, or overtaking it', met.reorderings),
    count('… and never delivered', met.drops),
    count('… during which the function died', met.crashes),
    never('… answered with an error though the provider answered', met.refusedAnswers),
    count('… in which all webhooks came in the end, the oldest last', prompt),
    never('… after which an account was not at once what its provider says', late),
    never('… in which an account was not what its provider says after the schedule', apart),
    never('… webhooks begun and never ended', unended),
    count('… subscriptions beside another one, or tried a second time', ended),
    never('… that still run, were not paid back whole, or paid back without being one', paidTwice),
    count('… packs of credits bought', sold),
    never('… whose credits came twice or not at all, or stayed after a refund', unfair),
    never('… accounts whose credits drifted', drift?.accounts ?? 0),
  ];
}

async function live(sql: Sql, steps: readonly Step[], met: Met): Promise<History> {
  const userId = await signUp(sql);
  const waiting: string[] = [];
  const shop = createShop({
    products,
    graceDays: 7,
    now: Date.now,
    tell: () => void waiting.push(randomUUID()),
  });
  const history = { userId, shop, waiting, steps };
  // As the function `billing` does before it sends somebody to pay.
  const operation = randomUUID();
  await sql`select public.billing_begin(${operation}, ${userId}, 'polar', 'checkout', '{}')`;
  await sql`select public.billing_finish(${operation}, 'done', '{}')`;
  for (const step of steps) await take(step, history, { sql, met });
  return history;
}

interface Around {
  readonly sql: Sql;
  readonly met: Met;
}

async function take(step: Step, history: History, around: Around): Promise<void> {
  const { shop, waiting } = history;
  switch (step.step) {
    case 'deliver': {
      const at = step.at % Math.max(1, waiting.length);
      const id = waiting[at];
      if (id === undefined) return;
      if (at > 0) around.met.reorderings += 1;
      const crash = 'crash' in step ? step.crash : null;
      const stays = crash !== null || ('again' in step && step.again);
      if (stays) around.met.duplicates += 1;
      else waiting.splice(at, 1);
      return deliver(id, history, { ...around, crash });
    }
    case 'overtake': {
      const [id = randomUUID(), other = randomUUID()] = waiting.splice(0, 2);
      around.met.reorderings += 1;
      // The older one was answered by the provider, and applies last what it heard first.
      const asked = Promise.withResolvers<undefined>();
      const later = Promise.withResolvers<undefined>();
      const hold = { asked: () => asked.resolve(undefined), until: later.promise };
      const slow = deliver(id, history, { ...around, crash: null, hold });
      await Promise.race([asked.promise, slow]);
      order({ step: 'change', product: step.product, when: 'now' }, shop, history.userId);
      await deliver(other, history, { ...around, crash: null });
      later.resolve(undefined);
      return slow;
    }
    case 'drop':
      around.met.drops += waiting.splice(step.at % Math.max(1, waiting.length), 1).length;
      return;
    case 'sync':
      return deliver(randomUUID(), history, { ...around, crash: null });
    case 'buy':
    case 'top-up':
    case 'refund-top-up':
    case 'change':
    case 'cancel':
    case 'resume':
    case 'revoke':
    case 'card':
    case 'pass':
      order(step, shop, history.userId);
  }
}

interface Delivering extends Around {
  readonly crash: Crash | null;
  /** The provider's answer is as of then, and comes later. */
  readonly hold?: { asked(): void; readonly until: Promise<unknown> };
}

async function deliver(
  id: string,
  { shop, userId }: History,
  { sql, met, crash, hold }: Delivering,
): Promise<void> {
  met.deliveries += 1;
  if (crash !== null) met.crashes += 1;
  const life = dying(sql, crash, async () => {
    const state = stateOf(shop, userId);
    hold?.asked();
    await hold?.until;
    return state;
  });
  const app = createWebhook({
    sql: life.sql,
    provider: createShopProvider({ ...life, shopOf: () => shop }),
    report: () => undefined,
  });
  const answer = Promise.resolve(
    app.request('/billing-webhook/polar', {
      method: 'POST',
      body: JSON.stringify({ deliveryId: id, userId }),
    }),
  );
  const answered = await Promise.race([answer, life.died]);
  if (answered !== undefined && answered.status !== 200) met.refusedAnswers += 1;
}

/** Half a day later nobody delivers any more; the scheduled job has come by. */
async function runSchedule(sql: Sql, histories: readonly History[]): Promise<void> {
  const shops = new Map(histories.map(({ userId, shop }) => [userId, shop]));
  await sql`
    update public.billing_customers set reconciled_at = reconciled_at - interval '25 hours'
    where user_id = any(${[...shops.keys()]})`;
  await sql`
    update public.billing_events set received_at = received_at - interval '12 hours'
    where outcome in ('received', 'failed')`;
  await sql`
    update public.billing_operations set created_at = created_at - interval '12 hours'
    where state = 'sending'`;
  const provider = createShopProvider({
    fetchState: async (userId) => {
      const shop = shops.get(userId);
      if (shop === undefined) throw new Error('of an earlier batch');
      return stateOf(shop, userId);
    },
    shopOf: (id) => {
      const shop = [...shops.values()].find(({ subscriptions }) => subscriptions.has(id));
      if (shop === undefined) throw new Error('of an earlier batch');
      return shop;
    },
  });
  const app = createSchedule({ sql, provider, serviceRoleKey: 'key', report: () => undefined });
  await app.request('/billing-reconcile', {
    method: 'POST',
    headers: { authorization: 'Bearer key' },
  });
}

/** Everything that waits, and last of all what was asked for before the last change. */
async function deliverRest(history: History, around: Around): Promise<void> {
  while (history.waiting.length > 2) {
    await take({ step: 'deliver', at: 0, again: false }, history, around);
  }
  for (const product of ['studio-month', 'pro-year']) {
    await take({ step: 'overtake', at: 0, product }, history, around);
  }
}
