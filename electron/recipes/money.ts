import type { MicroUsd } from '../contract/money.ts';

/** What a batch has spent, what is set aside for steps under way, and how far it may go; µ$. */
export interface BatchMoney {
  spent(): MicroUsd;
  cap(): MicroUsd | null;
  /** Adds what was spent without having been set aside. */
  count(cost: MicroUsd): void;
  setCap(cap: MicroUsd | null): void;
  /** Sets the most aside that a step may cost; null: it would go beyond the cap. */
  reserve(most: MicroUsd): Reservation | null;
}

export interface Reservation {
  /** What it came to; the rest is free again. */
  settle(cost: MicroUsd): void;
}

export function createMoney(before: MicroUsd, limit: MicroUsd | null): BatchMoney {
  let spent = before;
  let reserved = 0;
  let cap = limit;
  return {
    spent: () => spent,
    cap: () => cap,
    setCap: (next) => {
      cap = next;
    },
    count: (cost) => {
      spent += cost;
    },
    reserve: (most) => {
      if (cap !== null && most > 0 && spent + reserved + most > cap) return null;
      reserved += most;
      return {
        settle: (cost) => {
          reserved -= most;
          spent += cost;
        },
      };
    },
  };
}
