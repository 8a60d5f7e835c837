import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type RemoteConfig,
  openRemoteConfig,
} from '../../electron/cloud/remote-config/open-remote-config.ts';
import { createConfiguration } from '../../electron/configuration/create-configuration.ts';
import { defaultConfiguration } from '../../electron/configuration/defaults.ts';
import { AppFailure } from '../../electron/contract/app-error.ts';
import type { ConfigOutcome, ServedConfig } from '../../electron/contract/config-channels.ts';
import { systemClock } from '../../electron/system-clock.ts';
import { type TestCloud, signedInUser, startLimitMs, startTestCloud } from '../cloud/harness.ts';
import { refusals, startFaultyCloud } from '../faults/support/faulty-cloud.ts';
import { signedInAdmin, tokenOf } from '../functions/support/admins.ts';

let cloud: TestCloud;
let admin: string;

beforeAll(async () => {
  cloud = await startTestCloud();
  admin = await tokenOf((await signedInAdmin(cloud, 'grace')).client);
}, startLimitMs);
afterAll(() => cloud.stop());

const channel = 'staging';
const schemaVersion = '1.0';

let open: RemoteConfig[] = [];
afterEach(async () => {
  await Promise.all(open.map((one) => one.close()));
  open = [];
});

interface Installation {
  readonly name?: string;
  readonly token?: string | null;
  readonly folder?: string;
  readonly url?: string;
}

/** A running app's part, on the real cloud. */
async function start({ name = 'desk', token = null, folder, url }: Installation = {}) {
  const configuration = createConfiguration({
    builtIn: defaultConfiguration,
    file: null,
    environment: {},
  });
  let calls = 0;
  const remote = openRemoteConfig({
    address: { url: url ?? cloud.status.API_URL, key: cloud.status.ANON_KEY },
    channel,
    installation: name,
    folder: folder ?? (await mkdtemp(path.join(tmpdir(), 'emulsion-app-'))),
    apply: configuration.follow,
    accessToken: async () => token,
    fetch: (...request) => {
      calls += 1;
      return fetch(...request);
    },
    clock: systemClock,
    random: Math.random,
    log: { info: () => undefined, warn: () => undefined },
    onChange: () => undefined,
  });
  open.push(remote);
  return { configuration, remote, asked: () => calls };
}

function servedOf(outcome: ConfigOutcome): ServedConfig {
  if (outcome.outcome !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome.served;
}

/** Publishes as an admin would, whatever is served now. */
async function publish(document: ServedConfig['document'], percent = 100): Promise<ServedConfig> {
  const { remote } = await start({ token: admin });
  const { revision: seenRevision } = await remote.admin['admin.config.load'](channel);
  return servedOf(
    await remote.admin['admin.config.publish']({
      channel,
      document,
      note: '',
      percent,
      seenRevision,
    }),
  );
}

/** Until its channel is joined: having joined, it asks a second time. */
async function hearing({ asked }: Awaited<ReturnType<typeof start>>): Promise<void> {
  await expect.poll(asked, { timeout: 10_000 }).toBeGreaterThan(1);
}

describe('a running app', () => {
  it('follows what is published within two seconds, signed out, and back', async () => {
    const app = await start();
    await hearing(app);
    const changed: number[] = [];
    app.configuration.subscribe(() => changed.push(performance.now()));

    const first = await publish({
      schemaVersion,
      policy: 'cheapest',
      fallbackOrder: ['anthropic'],
    });
    const published = performance.now();
    await expect
      .poll(() => app.configuration.get().policy, { interval: 10, timeout: 5000 })
      .toBe('cheapest');
    expect((changed.at(-1) ?? Infinity) - published).toBeLessThan(2000);
    expect(app.configuration.get().fallbackOrder).toEqual(['anthropic']);
    expect(app.remote.follower.status()).toMatchObject({ version: first.version, warnings: [] });

    const second = await publish({ schemaVersion, policy: 'fastest' });
    await expect.poll(() => app.configuration.get().policy, { timeout: 5000 }).toBe('fastest');
    const { remote } = await start({ token: admin });
    await remote.admin['admin.config.rollback']({
      channel,
      version: null,
      seenRevision: second.revision,
    });
    await expect.poll(() => app.configuration.get().policy, { timeout: 5000 }).toBe('cheapest');
  }, 30_000);

  it('gets through a bad network what it is served, and nothing else', async () => {
    const network = await startFaultyCloud(cloud.status.API_URL);
    try {
      const app = await start({ url: network.url });
      await hearing(app);
      const policy = (): string => app.configuration.get().policy;

      network.realtime({ broadcasts: 'dropped' });
      await publish({ schemaVersion, policy: 'best' });
      await app.remote.follower.check();
      expect(policy()).toBe('best');

      for (const fault of [
        { kind: 'request-lost' },
        { kind: 'answer-lost' },
        { kind: 'answer-truncated' },
        { kind: 'refused', refusal: refusals.tooMany },
        { kind: 'refused', refusal: refusals.badGateway },
        { kind: 'answer-rewritten', rewrite: () => ({ document: { policy: 'private' } }) },
      ] as const) {
        await publish({ schemaVersion, policy: 'fastest' });
        network.fail({ on: 'functions', fault });
        await app.remote.follower.check();
        expect({ fault, policy: policy() }).toEqual({ fault, policy: 'best' });
        await publish({ schemaVersion, policy: 'best' });
        await app.remote.follower.check();
      }

      network.heal();
      network.setOffline(true);
      await publish({ schemaVersion, policy: 'cheapest' });
      await app.remote.follower.check();
      expect(policy()).toBe('best');
      network.setOffline(false);
      app.remote.wentOnline();
      await expect.poll(policy, { timeout: 5000 }).toBe('cheapest');

      network.forge(`config:${channel}`, 'config', { revision: 1e9, policy: 'private' });
      network.realtime({ broadcasts: 'doubled' });
      await publish({ schemaVersion, policy: 'fastest' });
      await expect.poll(policy, { timeout: 5000 }).toBe('fastest');
    } finally {
      await network.close();
    }
  }, 60_000);

  it('keeps the last good document without a network', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'emulsion-app-'));
    await publish({ schemaVersion, policy: 'best' });
    const app = await start({ folder });
    await app.remote.follower.check();
    expect(app.configuration.get().policy).toBe('best');
    await app.remote.close();

    const closed = 'http://127.0.0.1:9';
    const other = await start({ folder, url: closed });
    await other.remote.follower.check();
    expect(other.configuration.get()).toEqual(defaultConfiguration);
    const same = await start({ folder });
    expect(same.configuration.get().policy).toBe('best');
  });

  it('keeps the last good document where the cloud itself serves another', async () => {
    await publish({ schemaVersion, policy: 'best' });
    const app = await start();
    await app.remote.follower.check();
    // Somebody who writes to the database directly, past the function and the admins.
    const hostile = { schemaVersion, providers: { openai: { host: 'images.attacker.example' } } };
    const [row] = await cloud.sql<{ version: string }[]>`
      insert into public.config_versions (channel, document)
      values (${channel}, ${cloud.sql.json(hostile)}) returning version`;
    await cloud.sql`
      update public.config_channels
      set version = ${row?.version ?? 0}, stable_version = ${row?.version ?? 0}, revision = revision + 1
      where channel = ${channel}`;
    await app.remote.follower.check();
    expect(app.remote.follower.status().warnings).toMatchObject([{ reason: 'new-host' }]);
    expect(app.configuration.get()).toMatchObject({
      policy: 'best',
      providers: { openai: { host: 'api.openai.com' } },
    });
    await publish({ schemaVersion, policy: 'best' });
  });

  it('is one of the share that a roll-out reaches, or is not, and stays so', async () => {
    await publish({ schemaVersion, policy: 'best' });
    const half = await publish({ schemaVersion, policy: 'private' }, 50);
    const policies = async () => {
      const apps = await Promise.all(
        Array.from({ length: 16 }, (_, n) => start({ name: `installation ${n}` })),
      );
      await Promise.all(apps.map(({ remote }) => remote.follower.check()));
      return apps.map(({ configuration }) => configuration.get().policy);
    };
    const first = await policies();
    expect(new Set(first)).toEqual(new Set(['best', 'private']));
    expect(await policies()).toEqual(first);
    const { remote } = await start({ token: admin });
    const all = await remote.admin['admin.config.percent']({
      channel,
      percent: 100,
      seenRevision: half.revision,
    });
    expect(servedOf(all).percent).toBe(100);
    expect(new Set(await policies())).toEqual(new Set(['private']));
  }, 30_000);
});

describe('an admin', () => {
  it('sees what would change, and hears of problems and of others', async () => {
    await publish({ schemaVersion, policy: 'best' });
    const { remote } = await start({ token: admin });
    const served = await remote.admin['admin.config.load'](channel);
    expect(served).toMatchObject({ percent: 100, document: { policy: 'best' } });
    expect(served.versions[0]).toMatchObject({ author: expect.stringContaining('grace') });

    const document = { schemaVersion, policy: 'dearest' };
    const verdict = await remote.admin['admin.config.validate']({ channel, document });
    expect(verdict.problems).toMatchObject([{ path: ['policy'] }]);
    const request = { channel, note: '', percent: 100, seenRevision: served.revision } as const;
    const refused = await remote.admin['admin.config.publish']({ ...request, document });
    expect(refused).toMatchObject({ outcome: 'refused', problems: [{ path: ['policy'] }] });
    const conflict = await remote.admin['admin.config.publish']({
      ...request,
      document: { schemaVersion },
      seenRevision: served.revision - 1,
    });
    expect(conflict).toMatchObject({ outcome: 'conflict', served: { revision: served.revision } });
  });

  it('sees what the gateway earned and bore, of all days as one', async () => {
    const { id } = await signedInUser(cloud, 'buyer');
    await cloud.sql`
      insert into public.ai_requests (
        job_id, user_id, operation, request_hash, status, model, credits, cost_micro_usd, created_at
      )
      select gen_random_uuid(), ${id}, 'edit', 'h', 'succeeded', 'openai:x', 4, 31000,
        now() - days * interval '1 day'
      from unnest('{0,1,29,40}'::integer[]) as days`;
    const { remote } = await start({ token: admin });
    const { margins } = await remote.admin['admin.margins']();
    const sums = { worth: 120_000, cost: 93_000, margin: 27_000, unsure: 0 };
    const counts = { requests: 3, cached: 0, failed: 0 };
    expect(margins).toEqual([{ model: 'openai:x', operation: 'edit', ...counts, ...sums }]);
    const buyer = await tokenOf((await signedInUser(cloud, 'curious')).client);
    const { remote: theirs } = await start({ token: buyer });
    expect((await theirs.admin['admin.margins']()).margins).toEqual([]);
  });

  it('has to be one', async () => {
    const ada = await tokenOf((await signedInUser(cloud, 'ada')).client);
    for (const [token, kind] of [
      [ada, 'not-allowed'],
      [null, 'account-signed-out'],
    ] as const) {
      const { remote } = await start({ token });
      const failure = await remote.admin['admin.config.load'](channel).catch(
        (error: unknown) => error,
      );
      expect(failure).toBeInstanceOf(AppFailure);
      expect(failure).toMatchObject({ error: { kind } });
    }
  });
});
