import type { MicroUsd } from '../contract/money.ts';

/** What a session has spent and set aside, and how far it may go; µ$. */
export interface SessionMoney {
  readonly cap: MicroUsd;
  spent(): MicroUsd;
  reserved(): MicroUsd;
  /** Never below 0, also where a provider billed more than its estimate said. */
  left(): MicroUsd;
  /** Sets aside the most that a job may cost; null: that is more than there is left. */
  reserve(most: MicroUsd): Reservation | null;
}

export interface Reservation {
  readonly most: MicroUsd;
  /** Once: what it came to. The rest is free again. */
  settle(cost: MicroUsd): void;
}

export function createSessionMoney(cap: MicroUsd): SessionMoney {
  let spent = 0;
  let reserved = 0;
  const left = (): MicroUsd => Math.max(0, cap - spent - reserved);
  return {
    cap,
    spent: () => spent,
    reserved: () => reserved,
    left,
    reserve: (most) => {
      if (most > left()) return null;
      reserved += most;
      return {
        most,
        settle: (cost) => {
          reserved -= most;
          spent += cost;
        },
      };
    },
  };
}
