import { describe, expect, it } from 'vitest';
import { createConfiguration } from '../../electron/configuration/create-configuration.ts';
import { defaultConfiguration } from '../../electron/configuration/defaults.ts';

function configured(
  file: unknown = null,
  environment: Readonly<Record<string, string>> = {},
): ReturnType<typeof createConfiguration> {
  return createConfiguration({ builtIn: defaultConfiguration, file, environment });
}

const schemaVersion = '1.0';

describe('the configuration', () => {
  it('is what the app was built with, where nobody says otherwise', () => {
    const configuration = configured();
    expect(configuration.get()).toEqual(defaultConfiguration);
    expect(configuration.entries().every(({ origin }) => origin === 'built-in')).toBe(true);
    expect(configuration.warnings()).toEqual([]);
  });

  it('prefers the file to the defaults, what is published to the file, the environment to all', () => {
    const configuration = configured(
      { policy: 'best', flags: { a: false, b: false, c: false } },
      { EMULSION_CONFIG_FLAGS: '{"c":true}' },
    );
    expect(configuration.follow({ schemaVersion, flags: { b: true, c: false } })).toBeNull();
    expect(configuration.get()).toMatchObject({
      policy: 'best',
      flags: { a: false, b: true, c: true },
    });
    const origins = configuration
      .entries()
      .filter(({ origin }) => origin !== 'built-in')
      .map(({ path, origin }) => [path.join('.'), origin]);
    expect(origins).toEqual([
      ['policy', 'file'],
      ['flags.a', 'file'],
      ['flags.b', 'remote'],
      ['flags.c', 'environment'],
    ]);
  });

  it('forgets what the document before has set', () => {
    const configuration = configured();
    configuration.follow({ schemaVersion, policy: 'best' });
    configuration.follow({ schemaVersion, flags: { a: true } });
    expect(configuration.get()).toMatchObject({ policy: 'primary-first', flags: { a: true } });
  });

  it('tells of changes, and of nothing else', () => {
    const configuration = configured();
    const heard: string[] = [];
    const stop = configuration.subscribe(({ policy }) => heard.push(policy));
    configuration.follow({ schemaVersion, policy: 'best' });
    configuration.follow({ schemaVersion, policy: 'best' });
    configuration.follow({ schemaVersion, policy: 'wrong' });
    stop();
    configuration.follow({ schemaVersion, policy: 'fastest' });
    expect(heard).toEqual(['best']);
  });
});

describe('a published document that cannot be', () => {
  it.each([
    ['fits no schema', { schemaVersion, policy: 'dearest' }, 'invalid'],
    ['was written for a later app', { schemaVersion: '2.0' }, 'newer-schema'],
    [
      'sends images to a new host',
      { schemaVersion, providers: { openai: { host: 'evil.example' } } },
      'new-host',
    ],
    [
      'allows a new host',
      {
        schemaVersion,
        providers: { openai: { allowedHosts: ['evil.example', 'api.openai.com'] } },
      },
      'new-host',
    ],
    ['is no document', 'text', 'invalid'],
  ])('because it %s leaves the last good one', (_why, document, reason) => {
    const configuration = configured();
    configuration.follow({ schemaVersion, policy: 'best' });
    expect(configuration.follow(document)).toMatchObject({ origin: 'remote', reason });
    expect(configuration.get()).toMatchObject({
      policy: 'best',
      providers: { openai: { host: 'api.openai.com' } },
    });
  });
});

describe('hosts', () => {
  const proxied = {
    providers: {
      openai: {
        host: 'ai.company.example',
        allowedHosts: ['ai.company.example', 'api.openai.com'],
      },
    },
  };

  it('are allowed by this machine itself, and then chosen from afar', () => {
    const configuration = configured(proxied);
    expect(configuration.warnings()).toEqual([]);
    expect(configuration.get().providers.openai.host).toBe('ai.company.example');
    const document = { schemaVersion, providers: { openai: { host: 'api.openai.com' } } };
    expect(configuration.follow(document)).toBeNull();
    expect(configuration.get().providers.openai.host).toBe('api.openai.com');
  });

  it('are taken off the list from afar', () => {
    const configuration = configured(proxied);
    const without = { host: 'api.openai.com', allowedHosts: ['api.openai.com'] };
    expect(configuration.follow({ schemaVersion, providers: { openai: without } })).toBeNull();
    expect(configuration.get().providers.openai.allowedHosts).toEqual(['api.openai.com']);
    const stranded = { allowedHosts: ['api.openai.com'] };
    expect(configuration.follow({ schemaVersion, providers: { openai: stranded } })).toMatchObject({
      reason: 'new-host',
    });
  });

  it('that this machine names without allowing them are not used', () => {
    const configuration = configured(null, {
      EMULSION_CONFIG_PROVIDERS__OPENAI__HOST: 'ai.company.example',
    });
    expect(configuration.get().providers.openai.host).toBe('api.openai.com');
    expect(configuration.warnings()).toMatchObject([{ origin: 'environment', reason: 'new-host' }]);
  });
});

describe('the file', () => {
  it('is left out whole where it is wrong, with a warning', () => {
    const configuration = configured({ policy: 'best', limits: { concurrency: 0 } });
    expect(configuration.get()).toEqual(defaultConfiguration);
    expect(configuration.warnings()).toMatchObject([
      { origin: 'file', reason: 'invalid', detail: expect.stringContaining('concurrency') },
    ]);
  });

  it('is read although it says more than there is', () => {
    const configuration = configured({ policy: 'best', polcy: 'best' });
    expect(configuration.get().policy).toBe('best');
    expect(configuration.warnings()).toEqual([
      { origin: 'file', reason: 'unknown-name', detail: 'polcy: there is no such setting' },
    ]);
  });
});

describe('the environment', () => {
  it.each([
    ['POLICY', 'cheapest', { policy: 'cheapest' }],
    ['FALLBACK_ORDER', '["anthropic"]', { fallbackOrder: ['anthropic'] }],
    ['PROVIDERS__ON_DEVICE__ENABLED', 'false', { providers: { 'on-device': { enabled: false } } }],
    ['LIMITS__MAX_JOB_COST', 'null', { limits: { maxJobCost: null } }],
    ['BRAND__NAME', 'Darkroom', { brand: { name: 'Darkroom' } }],
    [
      'PROVIDERS__OPENAI__MODELS',
      '{"gpt-6.1":{"enabled":false}}',
      { providers: { openai: { models: { 'gpt-6.1': { enabled: false } } } } },
    ],
  ])('sets EMULSION_CONFIG_%s', (name, text, expected) => {
    const configuration = configured(null, { [`EMULSION_CONFIG_${name}`]: text });
    expect(configuration.warnings()).toEqual([]);
    expect(configuration.get()).toMatchObject(expected);
  });

  it('sets a branch, and a part of it more exactly', () => {
    const configuration = configured(null, {
      EMULSION_CONFIG_LIMITS__CONCURRENCY: '3',
      EMULSION_CONFIG_LIMITS: '{"concurrency":2,"maxJobCost":7}',
    });
    expect(configuration.get().limits).toEqual({ concurrency: 3, maxJobCost: 7 });
  });

  it('is left out where it is wrong, variable by variable', () => {
    const configuration = configured(null, {
      EMULSION_CONFIG_POLICY: 'dearest',
      EMULSION_CONFIG_POLCY: 'best',
      EMULSION_CONFIG_LIMITS__CONCURRENCY: '3',
      EMULSION_CLOUD_URL: 'http://127.0.0.1',
    });
    expect(configuration.get().limits.concurrency).toBe(3);
    expect(configuration.get().policy).toBe('primary-first');
    expect(configuration.warnings()).toEqual([
      { origin: 'environment', reason: 'invalid', detail: 'EMULSION_CONFIG_POLICY' },
      { origin: 'environment', reason: 'unknown-name', detail: 'EMULSION_CONFIG_POLCY' },
    ]);
  });
});
