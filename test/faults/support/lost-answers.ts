import { randomUUID } from 'node:crypto';
import type { TransportFault } from '../../simulators/faults.ts';
import { type Buyer, press, proMonth, studioMonth } from '../../functions/support/billing.ts';
import { type SellingCloud, startSelling } from '../../functions/support/billing-shops.ts';
import { type Figure, count, never } from './figures.ts';

const providers = ['polar', 'stripe', 'paypal'] as const;
const faults = ['billed-but-lost', 'cut-off', 'truncated-json'] as const;

/** How often the app asks again for the same, as people click. */
const clicks = 4;

/**
 * Answers of the provider that are lost after it has done what was asked: the functions under Deno,
 * over HTTP, for each provider. Whatever they tell the app, and however often it asks again.
 */
export async function measureLostAnswers(times: number): Promise<Figure[]> {
  const rows: Figure[] = [];
  for (const provider of providers) {
    const selling = await startSelling(provider);
    try {
      const told = { lost: 0, twice: 0, apart: 0 };
      for (let time = 0; time < times; time += 1) {
        const fault = faults[time % faults.length] ?? 'cut-off';
        await loseBuying(selling, { fault, told });
        await loseChange(selling, told);
        await loseRefund(selling, { fault, told });
      }
      rows.push(
        count(`${provider}: answers lost after the provider had acted`, told.lost),
        never(`… ${provider}: that were charged or given back twice`, told.twice),
        never(`… ${provider}: after which the account was not what was paid for`, told.apart),
      );
    } finally {
      await selling.stop();
    }
  }
  return rows;
}

interface Told {
  lost: number;
  twice: number;
  apart: number;
}

interface Losing {
  readonly fault: TransportFault;
  readonly told: Told;
}

const ordersOf = ({ simulator: { shop } }: SellingCloud, { id }: Buyer) => {
  const customer = shop.customerByExternalId(id)?.id;
  return [...shop.orders.values()].filter((order) => order.customerId === customer);
};

async function ask(
  buyer: Buyer,
  path: string,
  body: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
  let last: Readonly<Record<string, unknown>> = {};
  const operation = randomUUID();
  for (let click = 0; click < clicks; click += 1) {
    last = (await buyer.post(path, { operation, ...body })).body;
  }
  return last;
}

/** A page that was opened at the provider, and whose address was lost. */
async function loseBuying(selling: SellingCloud, { fault, told }: Losing): Promise<void> {
  const { simulator } = selling;
  const buyer = await selling.visitor('lost-buying');
  const before = simulator.shop.checkouts.size;
  simulator.fail(fault, 2, { path: selling.checkoutPath });
  await ask(buyer, 'checkout', proMonth);
  told.lost += 1;
  if (simulator.shop.checkouts.size - before > 1) told.twice += 1;
  simulator.clearFaults();
  const { url } = (await buyer.post('checkout', proMonth)).body;
  await press(String(url), 'pay');
  await simulator.deliveries.quiet();
  if (ordersOf(selling, buyer).length !== 1) told.twice += 1;
  if ((await buyer.plan())['plan'] !== 'pro') told.apart += 1;
}

async function loseChange(selling: SellingCloud, told: Told): Promise<void> {
  const { simulator } = selling;
  const buyer = await selling.subscriber('lost-change');
  const [held] = [...simulator.shop.subscriptions.values()].filter(
    ({ customerId }) => customerId === simulator.shop.customerByExternalId(buyer.id)?.id,
  );
  if (held === undefined) throw new Error('nothing was sold');
  selling.loseChange(held);
  await ask(buyer, 'change', { ...studioMonth, when: 'now' });
  told.lost += 1;
  simulator.clearFaults();
  await simulator.deliveries.quiet();
  if (ordersOf(selling, buyer).filter(({ reason }) => reason === 'update').length > 1) {
    told.twice += 1;
  }
  const wanted = selling.asksBeforeChange ? 'pro' : 'studio';
  if ((await buyer.plan())['plan'] !== wanted) told.apart += 1;
}

async function loseRefund(selling: SellingCloud, { fault, told }: Losing): Promise<void> {
  const { simulator, cloud } = selling;
  const buyer = await selling.subscriber('lost-refund');
  const staff = await selling.visitor('staff');
  await cloud.sql`insert into public.roles (user_id, role) values (${staff.id}, 'support')`;
  simulator.fail(fault, 2, { path: selling.refundPath });
  await ask(staff, 'refund', { user: buyer.id, cents: 500 });
  told.lost += 1;
  simulator.clearFaults();
  const given = ordersOf(selling, buyer).reduce((sum, order) => sum + order.refundedCents, 0);
  if (given > 500) told.twice += 1;
  if (given !== 500) told.apart += 1;
}
