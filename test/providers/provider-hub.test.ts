import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ProviderId } from '../../electron/contract/providers.ts';
import { defaultConfiguration } from '../../electron/configuration/defaults.ts';
import type { Configuration } from '../../electron/contract/remote-config.ts';
import type { Fetch } from '../../electron/providers/guard-fetch.ts';
import { type ProviderHub, createProviderHub } from '../../electron/providers/provider-hub.ts';
import { systemClock } from '../../electron/system-clock.ts';
import { startCompatibleSimulator } from '../simulators/compatible.ts';
import type { Simulator } from '../simulators/http-simulator.ts';
import { startOpenAiSimulator } from '../simulators/openai.ts';

let openai: Simulator;
let compatible: Simulator;

beforeAll(async () => {
  [openai, compatible] = await Promise.all([
    startOpenAiSimulator({}),
    startCompatibleSimulator({}),
  ]);
});

afterAll(() => Promise.all([openai.close(), compatible.close()]));

beforeEach(() => openai.clearFaults());

const ownOrigin = `https://${defaultConfiguration.providers.openai.host}`;

/** The company's own address leads to its simulator; any other company can't be reached. */
const redirected: Fetch = (input, init) => {
  const address = input instanceof Request ? input.url : String(input);
  if (address.startsWith(ownOrigin)) {
    return fetch(address.replace(ownOrigin, openai.url), init);
  }
  return address.startsWith(compatible.url)
    ? fetch(input, init)
    : Promise.reject(new TypeError('fetch failed'));
};

interface Setup {
  readonly hub: ProviderHub;
  readonly keys: Map<ProviderId, string>;
  readonly changes: () => number;
}

let configuration: Configuration;
beforeEach(() => {
  configuration = defaultConfiguration;
});

function setUp({ ownServer = false, simulated = false } = {}): Setup {
  const keys = new Map<ProviderId, string>();
  let changes = 0;
  const simulators = {
    openai: { url: openai.url },
    anthropic: { url: openai.url },
    stability: { url: openai.url },
    compatible: { url: compatible.url },
  };
  const hub = createProviderHub({
    ...systemClock,
    fetch: redirected,
    images: { runModel: () => Promise.reject(new Error('not here')) },
    keys: {
      get: (id) => keys.get(id) ?? null,
      set: (id, key) => void keys.set(id, key),
      remove: (id) => void keys.delete(id),
    },
    simulators: simulated ? simulators : null,
    configuration: () => configuration,
    compatibleUrl: () => (ownServer ? `${compatible.url}/v1` : null),
    gateway: () => null,
    timeoutMs: 5000,
    onChange: () => {
      changes += 1;
    },
  });
  return { hub, keys, changes: () => changes };
}

const infoOf = (hub: ProviderHub, id: ProviderId) => hub.infos().find((info) => info.id === id);

describe('the providers as the user has set them up', () => {
  it('are the models of this machine alone, before there is a key', () => {
    const { hub } = setUp();
    const configured = hub.infos().filter((info) => info.configured);
    expect(configured.map(({ id }) => id)).toEqual(['on-device']);
    expect(infoOf(hub, 'openai')).toMatchObject({ configured: false, keyHint: null });
  });

  it('count from the moment that a key was tested, and never show it again', async () => {
    const { hub, changes } = setUp();
    expect(await hub.setKey('openai', 'sk-canary-0123456789wxyz')).toMatchObject({ status: 'ok' });
    const info = infoOf(hub, 'openai');
    expect(info).toMatchObject({ configured: true, simulated: false, keyHint: 'wxyz' });
    expect(JSON.stringify(hub.infos())).not.toContain('canary');
    expect(changes()).toBeGreaterThan(0);
  });

  it('refuse a key that the company refuses, and keep the one before', async () => {
    const { hub, keys } = setUp();
    await hub.setKey('openai', 'sk-the-good-key-0001');
    openai.fail('bad-key');
    const health = await hub.setKey('openai', 'sk-the-wrong-key-0002');
    expect(health).toEqual({ status: 'account', reason: 'bad-key' });
    expect(keys.get('openai')).toBe('sk-the-good-key-0001');
    expect(infoOf(hub, 'openai')?.health).toMatchObject({ status: 'ok' });
  });

  it('keep a key that nobody could test, and say so', async () => {
    const { hub, keys } = setUp();
    expect(await hub.setKey('anthropic', 'sk-ant-unreachable-1')).toMatchObject({ status: 'down' });
    expect(keys.get('anthropic')).toBe('sk-ant-unreachable-1');
    expect(infoOf(hub, 'anthropic')).toMatchObject({
      configured: true,
      health: { status: 'down' },
    });
  });

  it('are gone with their key', async () => {
    const { hub } = setUp();
    await hub.setKey('openai', 'sk-the-good-key-0001');
    hub.removeKey('openai');
    expect(infoOf(hub, 'openai')).toMatchObject({
      configured: false,
      keyHint: null,
      health: { status: 'not-configured' },
    });
  });

  it('take no key for the models of this machine', async () => {
    const { hub } = setUp();
    await expect(hub.setKey('on-device', 'key')).rejects.toMatchObject({
      error: { kind: 'invalid-request' },
    });
  });

  it('offer what the own server offers once it was asked', async () => {
    const { hub } = setUp({ ownServer: true });
    expect(infoOf(hub, 'compatible')).toMatchObject({ configured: false, capabilities: [] });
    await hub.discover();
    const info = infoOf(hub, 'compatible');
    expect(info).toMatchObject({ configured: true, simulated: false });
    expect(info?.capabilities.length).toBeGreaterThan(0);
  });

  it('are reached at the host that is configured, and offer what is configured', async () => {
    const { hub, keys } = setUp();
    keys.set('openai', 'sk-the-good-key-0001');
    const [first] = infoOf(hub, 'openai')?.capabilities ?? [];
    if (first === undefined) throw new Error('nothing is offered');
    const elsewhere: Configuration['providers']['openai'] = {
      enabled: true,
      host: 'ai.company.example',
      allowedHosts: ['ai.company.example'],
      models: { [first.model]: { enabled: false } },
    };
    configuration = {
      ...configuration,
      providers: { ...configuration.providers, openai: elsewhere },
    };
    hub.reconfigure();
    expect(await hub.check('openai')).toMatchObject({ status: 'down' });
    const models = infoOf(hub, 'openai')?.capabilities.map(({ model }) => model);
    expect(models?.length).toBeGreaterThan(0);
    expect(models).not.toContain(first.model);

    configuration = defaultConfiguration;
    hub.reconfigure();
    expect(await hub.check('openai')).toMatchObject({ status: 'ok' });
    expect(infoOf(hub, 'openai')?.capabilities.map(({ model }) => model)).toContain(first.model);
  });

  it('are asked for nothing while they are switched off from afar', async () => {
    const { hub, keys } = setUp();
    keys.set('openai', 'sk-the-good-key-0001');
    const { openai } = configuration.providers;
    configuration = {
      ...configuration,
      providers: { ...configuration.providers, openai: { ...openai, enabled: false } },
    };
    hub.reconfigure();
    await hub.checkAll();
    expect(infoOf(hub, 'openai')?.health).toEqual({ status: 'not-configured' });
  });

  it('are played by simulators where there is no key, and by the company once there is one', async () => {
    const { hub } = setUp({ simulated: true });
    expect(infoOf(hub, 'openai')).toMatchObject({ configured: true, simulated: true });
    await hub.setKey('openai', 'sk-the-good-key-0001');
    expect(infoOf(hub, 'openai')).toMatchObject({ configured: true, simulated: false });
  });
});
