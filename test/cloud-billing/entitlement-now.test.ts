import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type KnownPlan,
  ageOf,
  entitlementNow,
} from '../../electron/cloud/billing/entitlement-now.ts';

const day = 24 * 3_600_000;
const heardAt = Date.UTC(2026, 10, 22);

const pro: KnownPlan = {
  heard: {
    entitlement: {
      plan: 'pro',
      features: ['sync', 'batch-recipes'],
      subscription: null,
      validUntil: heardAt + 10 * day,
      offlineUntil: heardAt + 24 * day,
      tried: true,
      duplicates: [],
      credits: { balance: 5, held: 0, purchases: 0, lots: [] },
    },
    plans: [
      {
        id: 'free',
        name: 'Free',
        monthlyCents: 0,
        yearlyCents: 0,
        monthlyCredits: 20,
        trialDays: 0,
        trialCredits: 0,
        batchImages: 1,
        devices: 2,
        requestsPerMinute: 10,
        features: ['sync'],
      },
    ],
    packs: [],
  },
  at: heardAt,
  wall: heardAt + 7 * day,
  age: 0,
};

describe('a plan without the cloud', () => {
  it('counts to the end of its grace, and rests after it', () => {
    expect(entitlementNow(pro, 24 * day)).toMatchObject({ plan: 'pro', stale: false });
    expect(entitlementNow(pro, 24 * day + 1)).toMatchObject({
      plan: 'free',
      features: ['sync'],
      stale: true,
      credits: { balance: 5 },
    });
  });

  it('rests never where it needs no cloud', () => {
    const free = {
      ...pro,
      heard: { ...pro.heard, entitlement: { ...pro.heard.entitlement, offlineUntil: null } },
    };
    expect(entitlementNow(free, 10_000 * day).stale).toBe(false);
  });

  it('does not care that the clock of the device is wrong by a week', () => {
    expect(ageOf(pro, { wall: pro.wall + day, ranFor: day })).toBe(day);
  });

  it('is never younger than it was kept with, and at least as old as the app has run, however the clock is set', () => {
    const step = fc.record({
      ran: fc.integer({ min: 0, max: 5 * day }),
      wall: fc.integer({ min: -4000 * day, max: 4000 * day }),
      restarted: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let known = pro;
        let ran = 0;
        let sinceSaved = 0;
        let kept = 0;
        for (const { ran: more, wall, restarted } of steps) {
          ran += more;
          sinceSaved += more;
          const now = { wall: pro.wall + wall, ranFor: sinceSaved };
          const age = ageOf(known, now);
          expect(age).toBeGreaterThanOrEqual(kept);
          expect(age).toBeGreaterThanOrEqual(ran);
          if (ran > 24 * day) expect(entitlementNow(known, age).plan).toBe('free');
          if (!restarted) continue;
          kept = age;
          known = { ...known, age };
          sinceSaved = 0;
        }
      }),
    );
  });
});
