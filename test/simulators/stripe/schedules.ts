import { randomUUID } from 'node:crypto';
import { Refused, type Shop, found } from '../billing/shop-types.ts';
import { stripeId } from './ids.ts';

interface Phase {
  readonly start_date: number;
  readonly end_date: number;
  readonly items: readonly { readonly price: string; readonly quantity: number }[];
}

/** A subscription's later phases, as Stripe tells of them. */
export interface Schedule {
  readonly id: string;
  readonly object: 'subscription_schedule';
  readonly status: 'active' | 'released';
  readonly subscription: string;
  readonly phases: readonly Phase[];
}

/** A change that is made once its invoice is paid. */
export interface Waiting {
  readonly invoiceId: string;
  /** Its page is found by this. */
  readonly secret: string;
  readonly productId: string;
}

/** What Stripe keeps beside a subscription, which other shops do not know. */
export interface Schedules {
  of(subscriptionId: string): Schedule | null;
  create(subscriptionId: string): Schedule;
  setPhases(scheduleId: string, phases: readonly WantedPhase[]): Schedule;
  release(scheduleId: string): Schedule;
  waitingFor(subscriptionId: string): Waiting | null;
  /** Makes the change, or has it wait for its invoice. */
  change(subscriptionId: string, productId: string): void;
  /** The subscription whose invoice this is. */
  bySecret(secret: string): string;
  /** The buyer confirms, or pays with another card. */
  settle(secret: string): void;
}

interface WantedPhase {
  readonly start_date: number;
  readonly end_date?: number | undefined;
  readonly items: readonly { readonly price: string }[];
}

export function createSchedules(shop: () => Shop): Schedules {
  const schedules = new Map<string, Schedule>();
  const waiting = new Map<string, Waiting>();
  const subscriptionOf = (scheduleId: string): string =>
    found([...schedules].find(([, { id, status }]) => id === scheduleId && status === 'active'))[0];

  function keep(subscriptionId: string, changes: Partial<Schedule>): Schedule {
    const schedule = { ...found(schedules.get(subscriptionId)), ...changes };
    schedules.set(subscriptionId, schedule);
    return schedule;
  }

  return {
    of: (subscriptionId) => {
      const schedule = schedules.get(subscriptionId);
      return schedule?.status === 'active' ? schedule : null;
    },
    create: (subscriptionId) => {
      const subscription = found(shop().subscriptions.get(subscriptionId));
      const schedule: Schedule = {
        id: stripeId('schedule', randomUUID()),
        object: 'subscription_schedule',
        status: 'active',
        subscription: stripeId('subscription', subscriptionId),
        phases: [
          {
            start_date: Math.floor(subscription.periodStart / 1000),
            end_date: Math.floor(subscription.periodEnd / 1000),
            items: [{ price: subscription.productId, quantity: 1 }],
          },
        ],
      };
      schedules.set(subscriptionId, schedule);
      return schedule;
    },
    setPhases: (scheduleId, phases) => {
      const subscriptionId = subscriptionOf(scheduleId);
      const [, next] = phases;
      const productId = next?.items[0]?.price;
      if (productId !== undefined) {
        shop().changeProduct(subscriptionId, { productId, when: 'next-period' });
      }
      return keep(subscriptionId, {
        phases: phases.map(({ start_date: start, end_date: end, items }) => ({
          start_date: start,
          end_date: end ?? start + 30 * 86_400,
          items: items.map(({ price }) => ({ price, quantity: 1 })),
        })),
      });
    },
    release: (scheduleId) => {
      const subscriptionId = subscriptionOf(scheduleId);
      const { productId } = found(shop().subscriptions.get(subscriptionId));
      shop().changeProduct(subscriptionId, { productId, when: 'next-period' });
      return keep(subscriptionId, { status: 'released' });
    },
    waitingFor: (subscriptionId) => waiting.get(subscriptionId) ?? null,
    change: (subscriptionId, productId) => {
      try {
        shop().changeProduct(subscriptionId, { productId, when: 'now' });
        waiting.delete(subscriptionId);
      } catch (error) {
        if (!(error instanceof Refused) || error.reason === 'already-canceled') throw error;
        const secret = randomUUID();
        waiting.set(subscriptionId, { invoiceId: stripeId('invoice', secret), secret, productId });
      }
    },
    bySecret: (secret) => found([...waiting].find(([, one]) => one.secret === secret))[0],
    settle: (secret) => {
      const [subscriptionId, { productId }] = found(
        [...waiting].find(([, one]) => one.secret === secret),
      );
      const { customerId } = found(shop().subscriptions.get(subscriptionId));
      waiting.delete(subscriptionId);
      shop().setCardWorks(customerId, true);
      shop().setCardAsks(customerId, false);
      shop().changeProduct(subscriptionId, { productId, when: 'now' });
    },
  };
}
