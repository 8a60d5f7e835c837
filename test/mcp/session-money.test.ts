import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Reservation, createSessionMoney } from '../../electron/mcp/session-money.ts';

describe('the session’s money', () => {
  it('never promises more than the cap, in whatever order jobs begin and end', () => {
    const steps = fc.array(
      fc.record({
        begin: fc.boolean(),
        most: fc.nat({ max: 50 }),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(fc.nat({ max: 200 }), steps, (cap, taken) => {
        const money = createSessionMoney(cap);
        const open: Reservation[] = [];
        let paid = 0;
        for (const { begin, most, share } of taken) {
          if (begin) {
            const before = money.left();
            const reservation = money.reserve(most);
            expect(reservation !== null).toBe(most <= before);
            if (reservation !== null) open.push(reservation);
          } else {
            const reservation = open.shift();
            if (reservation === undefined) continue;
            const cost = Math.round(reservation.most * share);
            reservation.settle(cost);
            paid += cost;
          }
          expect(money.spent()).toBe(paid);
          expect(money.spent() + money.reserved() + money.left()).toBe(cap);
        }
      }),
    );
  });

  it('has nothing left, and no debt, where a provider billed more than it had said', () => {
    const money = createSessionMoney(10);
    money.reserve(8)?.settle(15);
    expect(money.left()).toBe(0);
    expect(money.reserve(1)).toBeNull();
    expect(money.reserve(0)).not.toBeNull();
  });
});
