import { describe, expect, it } from 'vitest';
import { changesBetween } from '../../electron/configuration/changes.ts';
import { defaultConfiguration } from '../../electron/configuration/defaults.ts';
import { readDocument, readStrictly } from '../../electron/configuration/read-document.ts';

const schemaVersion = '1.0';

describe('a running app', () => {
  it('reads what a document sets, and nothing else', () => {
    expect(readDocument({ schemaVersion, policy: 'best' })).toEqual({
      ok: true,
      layer: { policy: 'best' },
    });
  });

  it('ignores keys that it does not know', () => {
    const given = { schemaVersion, polcy: 'best', limits: { concurrency: 2, moons: 3 } };
    expect(readDocument(given)).toEqual({ ok: true, layer: { limits: { concurrency: 2 } } });
  });

  it.each([
    [
      'a value out of bounds',
      { schemaVersion, limits: { concurrency: 99 } },
      ['limits', 'concurrency'],
    ],
    ['a list where a switch is due', { schemaVersion, flags: { a: [] } }, ['flags', 'a']],
    [
      'a price that is half one',
      { schemaVersion, prices: { models: { openai: { m: { unit: 'call' } } } } },
      ['prices', 'models', 'openai', 'm', 'price'],
    ],
    ['no version', { policy: 'best' }, ['schemaVersion']],
    ['a list', [], []],
    ['nothing', null, []],
  ])('refuses a document with %s', (_what, given, path) => {
    expect(readDocument(given)).toMatchObject({
      ok: false,
      reason: 'invalid',
      problems: [{ path }],
    });
  });

  it('refuses a document of another major version', () => {
    expect(readDocument({ schemaVersion: '2.0' })).toMatchObject({
      ok: false,
      reason: 'newer-schema',
    });
  });

  it('takes of a later minor version what it can read', () => {
    const given = {
      schemaVersion: '1.7',
      policy: 'by-moonlight',
      limits: { concurrency: 3, maxJobCost: 'much' },
      providers: { openai: { enabled: false }, newcomer: { enabled: true } },
      fallbackOrder: ['newcomer', 'openai'],
      prices: { models: { newcomer: { m: { unit: 'call', price: 1 } } } },
    };
    expect(readDocument(given)).toEqual({
      ok: true,
      layer: {
        limits: { concurrency: 3 },
        providers: { openai: { enabled: false } },
        prices: { models: {} },
      },
    });
  });

  it('is not led astray by names that objects have of their own', () => {
    const given: unknown = JSON.parse(
      '{"schemaVersion":"1.0","__proto__":{"policy":"best"},"flags":{"__proto__":{"polluted":true}}}',
    );
    const reading = readDocument(given);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(reading.ok && reading.layer.policy).toBeUndefined();
  });
});

describe('who publishes', () => {
  const problemsOf = (given: unknown) => {
    const reading = readStrictly(given, defaultConfiguration);
    return reading.ok ? [] : reading.problems.map(({ path }) => path.join('.'));
  };

  it('may set what the schema knows', () => {
    expect(problemsOf({ schemaVersion, flags: { 'new-canvas': true } })).toEqual([]);
    expect(problemsOf({ schemaVersion: '1.1' })).toEqual(['schemaVersion']);
  });

  it('hears of each key that the schema does not know', () => {
    expect(problemsOf({ schemaVersion, polcy: 1, limits: { moons: 1, concurrency: 1 } })).toEqual([
      'polcy',
      'limits.moons',
    ]);
  });

  it('names no host that the app was not built with', () => {
    const openai = (rule: object) => problemsOf({ schemaVersion, providers: { openai: rule } });
    expect(openai({ host: 'api.openai.com' })).toEqual([]);
    expect(openai({ host: 'evil.example' })).toEqual(['providers.openai', 'providers.openai.host']);
    expect(openai({ allowedHosts: ['evil.example', 'api.openai.com'] })).toEqual([
      'providers.openai',
    ]);
    expect(openai({ host: 'https://api.openai.com' })).toEqual(['providers.openai.host']);
  });
});

describe('what changes between two documents', () => {
  it('is told value by value', () => {
    const before = {
      schemaVersion,
      policy: 'best',
      flags: { old: true, same: false },
      prices: { models: { openai: { 'gpt-6.1': { unit: 'call', price: 1 } } } },
    };
    const after = {
      schemaVersion,
      flags: { same: false, fresh: true },
      prices: { models: { openai: { 'gpt-6.1': { unit: 'call', price: 2 } } } },
    };
    expect(changesBetween(before, after)).toEqual([
      { path: ['policy'], title: 'Routing policy', before: 'best' },
      {
        path: ['prices', 'models', 'openai', 'gpt-6.1'],
        title: 'gpt-6.1',
        before: { unit: 'call', price: 1 },
        after: { unit: 'call', price: 2 },
      },
      { path: ['flags', 'old'], title: 'old', before: true },
      { path: ['flags', 'fresh'], title: 'fresh', after: true },
    ]);
    expect(changesBetween(after, after)).toEqual([]);
    expect(changesBetween({}, after)).toHaveLength(3);
  });
});
