import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HealthStatus, ProviderInfo } from '../../electron/contract/providers.ts';
import type { OperationId } from '../../electron/contract/operations.ts';
import { dollarsText, parseDollars } from '../../renderer/settings/dollars.ts';
import {
  choosableModels,
  healthWord,
  keyVerdict,
  modelsOf,
} from '../../renderer/settings/provider-view.ts';
import { completeOrder, whoSees } from '../../renderer/settings/who-sees.ts';

describe('a sum of dollars', () => {
  it.each([
    ['5', 5_000_000],
    ['$2.50', 2_500_000],
    [' 2,5 $ ', 2_500_000],
    ['0.01', 10_000],
    ['0', 0],
    ['1000000', 1_000_000_000_000],
  ])('%j is %i millionths', (text, micro) => {
    expect(parseDollars(text)).toBe(micro);
  });

  it.each(['', 'five', '-1', '1.234', '1,000.00', '1e9', '99999999', '1000001'])(
    '%j is none',
    (text) => {
      expect(parseDollars(text)).toBeNull();
    },
  );

  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000_000 }), (cents) => {
        expect(parseDollars(dollarsText(cents * 10_000))).toBe(cents * 10_000);
      }),
    );
  });
});

function provider(
  id: ProviderInfo['id'],
  abilities: readonly (readonly [string, OperationId])[],
  configured = true,
): ProviderInfo {
  return {
    id,
    configured,
    simulated: false,
    keyHint: null,
    health: { status: 'ok', latencyMs: 1 },
    capabilities: abilities.map(([model, operation]) => ({
      operation,
      model,
      image: null,
      mask: null,
      honours: [],
      alpha: false,
      keepsSize: true,
      streams: 'nothing',
      quality: 1,
      typicalMs: 1,
    })),
  };
}

describe('who sees what', () => {
  const providers = [
    provider('on-device', [['esrgan', 'upscale']]),
    provider('openai', [
      ['gpt-image-1', 'inpaint'],
      ['gpt-image-1', 'style-transfer'],
      ['gpt-5', 'describe'],
    ]),
    provider('stability', [
      ['core', 'upscale'],
      ['core', 'inpaint'],
    ]),
    provider('anthropic', [['haiku', 'describe']], false),
  ];
  const open = {
    onDeviceOnly: false,
    disabledProviders: [],
    providerOrder: ['stability', 'openai'],
  } as const;

  it('names who may be asked, in the order of the user, and what they get', () => {
    expect(whoSees('inpaint', providers, open)).toEqual({
      here: false,
      sentTo: ['stability', 'openai'],
      sends: ['image', 'mask', 'words'],
    });
    expect(whoSees('describe', providers, open)).toEqual({
      here: false,
      sentTo: ['openai'],
      sends: ['image'],
    });
    expect(whoSees('style-transfer', providers, open).sends).toEqual([
      'image',
      'reference',
      'words',
    ]);
    expect(whoSees('upscale', providers, open)).toMatchObject({
      here: true,
      sentTo: ['stability'],
    });
  });

  it('names nobody where nothing may leave', () => {
    const closed = { ...open, onDeviceOnly: true };
    expect(whoSees('inpaint', providers, closed)).toEqual({ here: false, sentTo: [], sends: [] });
    expect(whoSees('upscale', providers, closed)).toEqual({ here: true, sentTo: [], sends: [] });
  });

  it('leaves out who is switched off', () => {
    expect(
      whoSees('inpaint', providers, { ...open, disabledProviders: ['openai'] }).sentTo,
    ).toEqual(['stability']);
  });

  it('puts providers that the order does not name at its end', () => {
    expect(completeOrder(['openai'], ['on-device', 'openai'])).toEqual(['openai', 'on-device']);
  });
});

describe('a provider', () => {
  it.each<[HealthStatus, boolean, string]>([
    [{ status: 'ok', latencyMs: 1 }, true, 'ok'],
    [{ status: 'down', reason: 'offline' }, true, 'down'],
    [{ status: 'account', reason: 'bad-key' }, true, 'bad-key'],
    [{ status: 'not-configured' }, true, 'unchecked'],
    [{ status: 'not-configured' }, false, 'no-key'],
  ])('with %o (configured: %s) is called %s', (health, configured, word) => {
    expect(healthWord({ health, configured }, true)).toBe(word);
    expect(healthWord({ health, configured }, false)).toBe('off');
  });

  it.each<[HealthStatus, string]>([
    [{ status: 'ok', latencyMs: 1 }, 'ok'],
    [{ status: 'account', reason: 'no-credit' }, 'no-credit'],
    [{ status: 'down', reason: 'offline' }, 'unverified'],
  ])('that answers a key with %o says %s', (health, verdict) => {
    expect(keyVerdict(health)).toBe(verdict);
  });

  it('offers a choice only between models that do the same', () => {
    const one = provider('openai', [
      ['small', 'describe'],
      ['large', 'describe'],
      ['painter', 'edit'],
    ]);
    expect(modelsOf(one)).toEqual(['small', 'large', 'painter']);
    expect(choosableModels(one)).toEqual(['small', 'large']);
  });
});
