import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultConfiguration } from '../../electron/configuration/defaults.ts';
import { resolveSettings } from '../../electron/contract/resolved-settings.ts';
import { type OperationId, operations } from '../../electron/contract/operations.ts';
import {
  type Capability,
  type ProviderId,
  providerIds,
} from '../../electron/contract/providers.ts';
import type { Candidate, Policy } from '../../electron/contract/receipt.ts';
import { settingsSchema } from '../../electron/contract/settings.ts';
import { type RouteSnapshot, chooseRoute } from '../../electron/router/choose-route.ts';
import type { ProviderSnapshot } from '../../electron/router/offers.ts';
import type { RouteRequest } from '../../electron/router/route-request.ts';
import { capabilityFor, costing } from './support/fake-provider.ts';
import { requestFor } from './support/requests.ts';

const operation = fc.constantFrom<OperationId>(
  'describe',
  'edit',
  'inpaint',
  'generate',
  'upscale',
);
const policy = fc.constantFrom<Policy>('primary-first', 'cheapest', 'fastest', 'best', 'private');
const often = fc.integer({ min: 0, max: 9 }).map((roll) => roll > 0);
const seldom = often.map((value) => !value);
const rarely = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const money = fc.integer({ min: 0, max: 100_000 });

const capability: fc.Arbitrary<Capability> = fc
  .record({
    operation,
    model: fc.constantFrom('model-1', 'model-2', 'model-3'),
    alpha: fc.boolean(),
    keepsSize: fc.boolean(),
    quality: fc.integer({ min: 0, max: 100 }),
    typicalMs: fc.integer({ min: 1, max: 60_000 }),
    takesMask: fc.boolean(),
    honours: fc.subarray(['prompt', 'seed', 'quality', 'mode', 'factor']),
  })
  .map(({ operation, takesMask, ...changes }) =>
    capabilityFor(operation, takesMask ? changes : { ...changes, mask: null }),
  );

const provider = (id: ProviderId): fc.Arbitrary<ProviderSnapshot> =>
  fc
    .record({
      capabilities: fc.array(capability, { minLength: 2, maxLength: 8 }),
      configured: often,
      simulated: fc.boolean(),
      breakerOpen: seldom,
      accountClosed: seldom,
      cost: money,
      medianMs: fc.option(fc.integer({ min: 1, max: 60_000 })),
    })
    .map(({ cost, medianMs, ...state }) => ({
      id,
      ...state,
      local: id === 'on-device',
      estimate: () => costing(id === 'on-device' ? 0 : cost),
      medianMs: () => medianMs,
    }));

const snapshot: fc.Arbitrary<RouteSnapshot> = fc.record({
  providers: fc
    .shuffledSubarray([...providerIds], { minLength: 3 })
    .chain((ids) => fc.tuple(...ids.map((id) => provider(id)))),
  settings: fc
    .record({
      policy: fc.constantFrom('primary-first', 'cheapest', 'fastest', 'best'),
      providerOrder: fc.shuffledSubarray([...providerIds]),
      disabledProviders: fc.subarray([...providerIds], { maxLength: 2 }),
      onDeviceOnly: seldom,
    })
    .map((settings) => resolveSettings(settingsSchema.parse(settings), defaultConfiguration)),
  prices: fc.constant({ version: 'test', models: {} }),
  online: often,
  budgetLeft: rarely(fc.integer({ min: -1000, max: 100_000 })).map((left) => left ?? null),
});

const request: fc.Arbitrary<RouteRequest> = fc
  .record({
    operation,
    policy: rarely(policy),
    pin: rarely(fc.constantFrom(...providerIds)),
    maxCost: rarely(money),
    seed: rarely(fc.integer({ min: 1, max: 1000 })),
    exclude: fc.subarray([...providerIds], { maxLength: 1 }),
  })
  .map(({ operation, policy, pin, maxCost, seed, exclude }) =>
    requestFor(operation, {
      ...(policy === undefined ? {} : { policy }),
      ...(pin === undefined ? {} : { pin: { provider: pin } }),
      ...(maxCost === undefined ? {} : { maxCost }),
      ...(seed !== undefined && 'seed' in operations[operation].options.shape
        ? { options: { seed } }
        : {}),
      exclude,
    }),
  );

const cases = fc.record({ request, snapshot });
const check = (holds: (drawn: { request: RouteRequest; snapshot: RouteSnapshot }) => void): void =>
  fc.assert(fc.property(cases, holds), { numRuns: 500 });

describe('a route', () => {
  it('names every provider once, as a candidate or as an exclusion', () => {
    check(({ request, snapshot }) => {
      const { candidates, excluded } = chooseRoute(request, snapshot);
      const named = [...candidates, ...excluded].map(({ provider }) => provider);
      expect(named.toSorted()).toEqual(snapshot.providers.map(({ id }) => id).toSorted());
    });
  });

  it('is the same for the same facts, in whatever order they were gathered', () => {
    check(({ request, snapshot }) => {
      const { candidates } = chooseRoute(request, snapshot);
      const reversed = { ...snapshot, providers: snapshot.providers.toReversed() };
      expect(chooseRoute(request, snapshot).candidates).toEqual(candidates);
      expect(chooseRoute(request, reversed).candidates).toEqual(candidates);
    });
  });

  it('never leaves the machine when it is private', () => {
    check(({ request, snapshot }) => {
      const { pin: _pin, ...free } = request;
      const asked = chooseRoute({ ...free, policy: 'private' }, snapshot);
      const set = chooseRoute(request, {
        ...snapshot,
        settings: { ...snapshot.settings, onDeviceOnly: true },
      });
      expect([...asked.candidates, ...set.candidates].every(({ local }) => local)).toBe(true);
    });
  });

  it('yields nobody but the pinned provider', () => {
    check(({ request, snapshot }) => {
      const { candidates } = chooseRoute({ ...request, pin: { provider: 'openai' } }, snapshot);
      expect(candidates.every(({ provider }) => provider === 'openai')).toBe(true);
    });
  });

  it('costs no more than the job and the budget allow', () => {
    check(({ request, snapshot }) => {
      for (const { estimate } of chooseRoute(request, snapshot).candidates) {
        if (estimate.high === 0) continue;
        expect(estimate.high).toBeLessThanOrEqual(request.maxCost ?? Infinity);
        expect(estimate.high).toBeLessThanOrEqual(snapshot.budgetLeft ?? Infinity);
      }
    });
  });

  it('drops no mask, and lists whoever loses something last', () => {
    check(({ request, snapshot }) => {
      const { candidates } = chooseRoute(request, snapshot);
      const losing = candidates.map(({ losses }) => losses.length > 0);
      expect(losing).toEqual([...losing.filter((loses) => !loses), ...losing.filter(Boolean)]);
      expect(candidates.flatMap(({ losses }) => losses).some(({ what }) => what === 'mask')).toBe(
        false,
      );
    });
  });

  it.each([
    ['cheapest', (candidate) => candidate.estimate.high],
    ['fastest', (candidate) => candidate.expectedMs],
    ['best', (candidate) => -candidate.quality],
  ] as const satisfies readonly [Policy, (candidate: Candidate) => number][])(
    'is sorted under the policy %s',
    (policy, measure) => {
      check(({ request, snapshot }) => {
        const { pin: _pin, ...free } = request;
        const unhindered = { ...snapshot, settings: { ...snapshot.settings, onDeviceOnly: false } };
        const { candidates } = chooseRoute({ ...free, policy }, unhindered);
        for (const losing of [false, true]) {
          const measures = candidates
            .filter(({ losses }) => losses.length > 0 === losing)
            .map(measure);
          expect(measures).toEqual(measures.toSorted((left, right) => left - right));
        }
      });
    },
  );

  it('keeps the order of the others when a provider is added', () => {
    check(({ request, snapshot }) => {
      const [added, ...others] = snapshot.providers;
      const before = chooseRoute(request, { ...snapshot, providers: others }).candidates;
      const after = chooseRoute(request, snapshot).candidates;
      expect(after.filter(({ provider }) => provider !== added?.id)).toEqual(before);
    });
  });

  it('has no candidate that is offline, disabled, unconfigured, resting, closed or tried before', () => {
    check(({ request, snapshot }) => {
      for (const candidate of chooseRoute(request, snapshot).candidates) {
        const state = snapshot.providers.find(({ id }) => id === candidate.provider);
        expect(state).toMatchObject({ configured: true, breakerOpen: false, accountClosed: false });
        expect(candidate.local || snapshot.online).toBe(true);
        expect(snapshot.settings.disabledProviders).not.toContain(candidate.provider);
        expect(request.exclude).not.toContain(candidate.provider);
      }
    });
  });
});

describe('the drawn cases', () => {
  it('are varied enough to prove something', () => {
    const lengths = fc
      .sample(cases, 500)
      .map(({ request, snapshot }) => chooseRoute(request, snapshot).candidates.length);
    expect(lengths.filter((length) => length >= 2).length).toBeGreaterThan(40);
  });
});
