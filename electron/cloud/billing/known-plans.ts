import type { AccountId } from '../../contract/account.ts';
import type { Entitlement, Pack, Plan } from '../../contract/billing.ts';
import type { Timestamp } from '../../contract/ids.ts';
import type { BillingBook } from './billing-book.ts';
import { ageOf, entitlementNow } from './entitlement-now.ts';
import type { HeardPlan } from './plan-answer.ts';

/** The plans of this device's accounts as they were last heard. */
export interface KnownPlans {
  entitlement(account: AccountId): Entitlement | null;
  plans(account: AccountId): readonly Plan[] | null;
  packs(account: AccountId): readonly Pack[] | null;
  /** The cloud said so; `at` by its own clock. */
  heard(account: AccountId, plan: HeardPlan, at: Timestamp): void;
  /** Forgets the accounts that this device no longer knows. */
  keepOnly(accounts: readonly AccountId[]): void;
  /** Writes down how old everything has become: for a timer, and for the end. */
  age(): void;
}

export interface KnownPlansParts {
  readonly book: BillingBook;
  /** The device's clock, which anybody may set. */
  readonly now: () => Timestamp;
  /** Milliseconds since some moment, which nobody can set. */
  readonly monotonic: () => number;
}

export function createKnownPlans({ book, now, monotonic }: KnownPlansParts): KnownPlans {
  let agedAt = monotonic();
  const moment = () => ({ wall: now(), ranFor: monotonic() - agedAt });

  function age(): void {
    const at = moment();
    const { accounts } = book.pages();
    if (Object.keys(accounts).length > 0) {
      const aged = Object.entries(accounts).map(([id, known]) => [
        id,
        { ...known, age: ageOf(known, at) },
      ]);
      book.put({ accounts: Object.fromEntries(aged) });
    }
    agedAt = monotonic();
  }

  return {
    entitlement: (account) => {
      const known = book.pages().accounts[account];
      return known === undefined ? null : entitlementNow(known, ageOf(known, moment()));
    },
    plans: (account) => book.pages().accounts[account]?.heard.plans ?? null,
    packs: (account) => book.pages().accounts[account]?.heard.packs ?? null,
    heard: (account, plan, at) => {
      // The others' ages count from the same moment.
      age();
      const known = { heard: plan, at, wall: now(), age: 0 };
      book.put({ accounts: { ...book.pages().accounts, [account]: known } });
    },
    keepOnly: (wanted) => {
      const kept = Object.entries(book.pages().accounts).filter(([id]) =>
        wanted.some((account) => account === id),
      );
      if (kept.length === Object.keys(book.pages().accounts).length) return;
      book.put({ accounts: Object.fromEntries(kept) });
    },
    age,
  };
}
