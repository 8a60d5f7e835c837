import { describe, expect, it } from 'vitest';
import { defaultConfiguration } from '../../electron/configuration/defaults.ts';
import { resolveSettings } from '../../electron/contract/resolved-settings.ts';
import type { Capability, ProviderId } from '../../electron/contract/providers.ts';
import type { Exclusion } from '../../electron/contract/receipt.ts';
import { settingsSchema } from '../../electron/contract/settings.ts';
import { type RouteSnapshot, chooseRoute } from '../../electron/router/choose-route.ts';
import type { ProviderSnapshot } from '../../electron/router/offers.ts';
import { type RouteRequest, noConsents } from '../../electron/router/route-request.ts';
import { facts } from './support/fake-images.ts';
import { anyImage, capabilityFor, costing } from './support/fake-provider.ts';
import { requestFor } from './support/requests.ts';

function provider(id: ProviderId, changes: Partial<ProviderSnapshot> = {}): ProviderSnapshot {
  return {
    id,
    capabilities: [capabilityFor('edit')],
    configured: true,
    simulated: false,
    local: id === 'on-device',
    breakerOpen: false,
    accountClosed: false,
    estimate: () => costing(10_000),
    medianMs: () => null,
    ...changes,
  };
}

function snapshot(changes: Partial<RouteSnapshot> = {}): RouteSnapshot {
  return {
    providers: [provider('openai')],
    settings: settings({}),
    prices: { version: 'test', models: {} },
    online: true,
    budgetLeft: null,
    ...changes,
  };
}

const settings = (changes: object): RouteSnapshot['settings'] =>
  resolveSettings(settingsSchema.parse(changes), defaultConfiguration);
const offering = (changes: Partial<Capability>): ProviderSnapshot =>
  provider('openai', { capabilities: [capabilityFor('edit', changes)] });

interface Case {
  readonly reason: Exclusion['reason'];
  readonly request?: RouteRequest;
  readonly snapshot?: Partial<RouteSnapshot>;
}

const narrow = { ...facts, width: 4000 };
const transferring = (changes: Partial<Capability> = {}): Partial<RouteSnapshot> => ({
  providers: [provider('openai', { capabilities: [capabilityFor('style-transfer', changes)] })],
});
const { reference: _reference, ...withoutReference } = capabilityFor('style-transfer');

const exclusions: readonly Case[] = [
  {
    reason: 'input-unsuitable',
    request: requestFor('style-transfer', { reference: narrow }),
    snapshot: transferring({ reference: { ...anyImage, maxRatio: 2.5 } }),
  },
  {
    // A result that does not take after the reference is not what was asked for.
    reason: 'would-lose',
    request: requestFor('style-transfer', { acceptLosses: true }),
    snapshot: { providers: [provider('openai', { capabilities: [withoutReference] })] },
  },
  { reason: 'does-not-offer', request: requestFor('erase') },
  { reason: 'not-pinned', request: requestFor('edit', { pin: { provider: 'stability' } }) },
  {
    reason: 'not-pinned',
    request: requestFor('edit', { pin: { provider: 'openai', model: 'other' } }),
  },
  { reason: 'not-private', request: requestFor('edit', { policy: 'private' }) },
  { reason: 'not-private', snapshot: { settings: settings({ onDeviceOnly: true }) } },
  {
    // Privacy is a promise: not even a pin breaks it.
    reason: 'not-private',
    request: requestFor('edit', { pin: { provider: 'openai' } }),
    snapshot: { settings: settings({ onDeviceOnly: true }) },
  },
  { reason: 'disabled', snapshot: { settings: settings({ disabledProviders: ['openai'] }) } },
  {
    reason: 'not-configured',
    snapshot: { providers: [provider('openai', { configured: false })] },
  },
  { reason: 'tried-before', request: requestFor('edit', { exclude: ['openai'] }) },
  {
    reason: 'tried-before',
    request: requestFor('edit', { consents: { ...noConsents, refusedBy: ['openai'] } }),
  },
  {
    reason: 'option-not-offered',
    snapshot: { providers: [offering({ when: { quality: ['draft'] } })] },
  },
  { reason: 'input-unsuitable', snapshot: { providers: [offering({ image: null })] } },
  {
    reason: 'input-unsuitable',
    snapshot: { providers: [offering({ image: { ...anyImage, maxRatio: 1.2 } })] },
  },
  {
    // Found out before it is paid for: 160 megapixels, which no worker can put together.
    reason: 'input-unsuitable',
    request: requestFor('outpaint', {
      image: { ...facts, width: 10_000, height: 9200 },
      options: { left: 1000, right: 1100, up: 2000, down: 2000 },
    }),
    snapshot: { providers: [provider('openai', { capabilities: [capabilityFor('outpaint')] })] },
  },
  {
    reason: 'would-lose',
    request: requestFor('inpaint'),
    snapshot: {
      providers: [provider('openai', { capabilities: [capabilityFor('inpaint', { mask: null })] })],
    },
  },
  {
    // Not even with acceptLosses: without its mask an edit is another edit.
    reason: 'would-lose',
    request: requestFor('inpaint', { acceptLosses: true }),
    snapshot: {
      providers: [provider('openai', { capabilities: [capabilityFor('inpaint', { mask: null })] })],
    },
  },
  {
    reason: 'account-closed',
    snapshot: { providers: [provider('openai', { accountClosed: true })] },
  },
  { reason: 'offline', snapshot: { online: false } },
  { reason: 'breaker-open', snapshot: { providers: [provider('openai', { breakerOpen: true })] } },
  { reason: 'over-budget', snapshot: { budgetLeft: 9999 } },
  { reason: 'over-budget', request: requestFor('edit', { maxCost: 9999 }) },
];

describe('an excluded provider', () => {
  it.each(exclusions)('has its reason: $reason', ({ reason, request, snapshot: changes }) => {
    const route = chooseRoute(request ?? requestFor('edit'), snapshot(changes));
    expect(route.candidates).toEqual([]);
    expect(route.excluded.map((exclusion) => exclusion.reason)).toEqual([reason]);
  });

  it('is not called offline when going online would not help', () => {
    const providers = [provider('openai', { configured: false }), provider('stability')];
    const { excluded } = chooseRoute(requestFor('edit'), snapshot({ providers, online: false }));
    expect(excluded.map(({ reason }) => reason)).toEqual(['not-configured', 'offline']);
  });
});

describe('a provider with several models', () => {
  const models = (...capabilities: readonly Partial<Capability>[]): RouteSnapshot['providers'] => [
    provider('openai', {
      capabilities: capabilities.map((changes) => capabilityFor('edit', changes)),
      estimate: ({ capability }) => costing(capability.model === 'cheap' ? 100 : 900),
    }),
  ];
  const chosen = (request: RouteRequest, changes: Partial<RouteSnapshot>): string | undefined =>
    chooseRoute(request, snapshot(changes)).candidates[0]?.model;

  it('offers the first that it declares', () => {
    expect(
      chosen(requestFor('edit'), { providers: models({ model: 'dear' }, { model: 'cheap' }) }),
    ).toBe('dear');
  });

  it('offers the one that the policy prefers', () => {
    const providers = models({ model: 'dear', quality: 90 }, { model: 'cheap', quality: 10 });
    expect(chosen(requestFor('edit', { policy: 'cheapest' }), { providers })).toBe('cheap');
    expect(chosen(requestFor('edit', { policy: 'best' }), { providers })).toBe('dear');
  });

  it('offers the one that the user prefers', () => {
    const providers = models({ model: 'dear' }, { model: 'cheap' });
    const preferring = settings({ preferredModels: { openai: 'cheap' } });
    expect(chosen(requestFor('edit'), { providers, settings: preferring })).toBe('cheap');
  });

  it('would rather lose nothing than use the preferred one', () => {
    const providers = models({ model: 'dear' }, { model: 'cheap', honours: ['prompt', 'quality'] });
    const request = requestFor('edit', { options: { seed: 7 } });
    const preferring = settings({ preferredModels: { openai: 'cheap' } });
    expect(chosen(request, { providers, settings: preferring })).toBe('dear');
  });

  it('offers the one whose condition the options meet', () => {
    const providers = models(
      { model: 'draft', when: { quality: ['draft'] } },
      { model: 'other', when: { quality: ['standard', 'high'] } },
    );
    expect(chosen(requestFor('edit', { options: { quality: 'high' } }), { providers })).toBe(
      'other',
    );
    expect(chosen(requestFor('edit', { options: { quality: 'draft' } }), { providers })).toBe(
      'draft',
    );
  });

  it('falls back to a model that the budget still pays for', () => {
    const providers = models({ model: 'dear' }, { model: 'cheap' });
    expect(chosen(requestFor('edit'), { providers, budgetLeft: 500 })).toBe('cheap');
  });
});

describe('a candidate', () => {
  it('says what it would cost, how long it takes and what it would lose', () => {
    const image = { ...facts, hasAlpha: true };
    const losing = provider('openai', {
      capabilities: [
        capabilityFor('edit', { alpha: false, keepsSize: false, honours: ['prompt'] }),
      ],
      medianMs: () => 1234,
    });
    const request = requestFor('edit', { image, options: { seed: 7, quality: 'high' } });
    const [candidate] = chooseRoute(request, snapshot({ providers: [losing] })).candidates;
    expect(candidate).toMatchObject({
      provider: 'openai',
      estimate: { low: 10_000, high: 10_000 },
      expectedMs: 1234,
      measured: true,
    });
    expect(candidate?.losses).toEqual([
      { what: 'transparency' },
      { what: 'size' },
      { what: 'option', option: 'quality' },
      { what: 'seed' },
    ]);
  });

  it('loses nothing by ignoring an option that has its default', () => {
    const careless = offering({ honours: ['prompt'] });
    const [candidate] = chooseRoute(
      requestFor('edit'),
      snapshot({ providers: [careless] }),
    ).candidates;
    expect(candidate?.losses).toEqual([]);
  });
});

describe('the time that a candidate is expected to take', () => {
  const megapixels = (count: number): RouteRequest =>
    requestFor('edit', {
      image: { width: count * 1000, height: 1000, bytes: 1, format: 'png', hasAlpha: false },
    });
  const expected = (request: RouteRequest, offer: ProviderSnapshot): unknown =>
    chooseRoute(request, snapshot({ providers: [offer] })).candidates.map(
      ({ expectedMs, measured }) => ({ expectedMs, measured }),
    );

  it('is what was measured', () => {
    const offer = provider('openai', { medianMs: () => 700 });
    expect(expected(megapixels(3), offer)).toEqual([{ expectedMs: 700, measured: true }]);
  });

  it('grows with the image where the work does, whatever images of other sizes took', () => {
    const offer = provider('openai', {
      capabilities: [capabilityFor('edit', { typicalMs: 2000, msPerMegapixel: 25_000 })],
      medianMs: () => 700,
    });
    expect(expected(megapixels(3), offer)).toEqual([{ expectedMs: 77_000, measured: false }]);
  });
});
