import { type Buyer, press, proMonth } from '../../functions/support/billing.ts';
import { type SellingCloud, startSelling } from '../../functions/support/billing-shops.ts';
import { products } from '../../simulators/billing/plans-products.ts';
import { type Figure, count, never } from './figures.ts';
import { seeded } from './seeded.ts';

const providers = ['polar', 'stripe', 'paypal'] as const;

/**
 * Histories with everything real but the provider's company: its simulator over HTTP, its signatures,
 * the functions under Deno. Webhooks come twice, in any order, or not at all; then the schedule runs.
 */
export async function measureHttpHistories(
  times: number,
  seed: number,
): Promise<readonly Figure[]> {
  const random = seeded(seed);
  const rows: Figure[] = [];
  for (const provider of providers) {
    const selling = await startSelling(provider);
    let sent = 0;
    let apart = 0;
    try {
      for (let time = 0; time < times; time += 1) {
        const buyer = await selling.visitor('random');
        selling.simulator.deliveries.mode = 'held';
        const { url } = (await buyer.post('checkout', proMonth)).body;
        await press(String(url), 'pay');
        live(selling, buyer, random);
        sent += await deliverSome(selling, random);
        await selling.nextDay(buyer);
        if ((await buyer.plan())['plan'] !== planOf(selling, buyer)) apart += 1;
      }
      rows.push(
        count(`${provider}: random histories over HTTP`, times),
        count(`… ${provider}: webhooks delivered`, sent),
        never(`… ${provider}: after which the plan was not what the provider says`, apart),
      );
    } finally {
      await selling.stop();
    }
  }
  return rows;
}

const heldBy = ({ simulator: { shop } }: SellingCloud, { id }: Buyer) =>
  [...shop.subscriptions.values()].find(
    ({ customerId, status }) =>
      customerId === shop.customerByExternalId(id)?.id && status !== 'canceled',
  );

function live(selling: SellingCloud, buyer: Buyer, random: () => number): void {
  const { shop } = selling.simulator;
  for (let step = 0; step < 4; step += 1) {
    const held = heldBy(selling, buyer);
    if (held === undefined) return;
    const way = random();
    const productId = random() < 0.5 ? products.studioMonth.id : products.proMonth.id;
    if (way < 0.6) shop.changeProduct(held.id, { productId, when: 'now' });
    else if (way < 0.9) shop.setCancelAtPeriodEnd(held.id, !held.cancelAtPeriodEnd);
    else shop.revoke(held.id);
  }
}

async function deliverSome(
  { simulator: { deliveries } }: SellingCloud,
  random: () => number,
): Promise<number> {
  let sent = 0;
  while (deliveries.held.length > 0) {
    const delivery = deliveries.takeHeld(Math.floor(random() * deliveries.held.length));
    if (delivery === undefined) break;
    // Some are lost, most come, some come twice.
    if (random() < 0.3) continue;
    const times = random() < 0.7 ? 1 : 2;
    for (let time = 0; time < times; time += 1) await deliveries.send(delivery);
    sent += times;
  }
  return sent;
}

function planOf(selling: SellingCloud, buyer: Buyer): string {
  const { shop } = selling.simulator;
  const customer = shop.customerByExternalId(buyer.id)?.id;
  const bought = [...shop.subscriptions.values()].find(
    ({ customerId, status }) =>
      customerId === customer && (status !== 'canceled' || !selling.endsAtOnce),
  );
  if (bought === undefined) return 'free';
  return bought.productId === products.studioMonth.id ? 'studio' : 'pro';
}
