import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ConfigOutcome, ServedConfig } from '../../electron/contract/config-channels.ts';
import type { ProviderId } from '../../electron/contract/providers.ts';
import { startLimitMs } from '../cloud/harness.ts';
import {
  type Device,
  type StudioCloud,
  closeDevice,
  openDevice,
  signIn,
  startStudioCloud,
} from './support/cloud.ts';
import { callApp, chooseOperation, dropPicture } from './support/studio.ts';

let cloud: StudioCloud;
let office: Device;
let laptop: Device;

beforeAll(async () => {
  cloud = await startStudioCloud();
  office = await openDevice(cloud);
  laptop = await openDevice(cloud);
  const grace = await cloud.newAccount('grace');
  await cloud.makeAdmin(grace.email);
  await signIn(office, grace);
}, 3 * startLimitMs);

afterAll(async () => {
  await closeDevice(office);
  await closeDevice(laptop);
  await cloud.close();
});

const channel = 'development';

function done(outcome: ConfigOutcome): ServedConfig {
  if (outcome.outcome !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome.served;
}

async function publish(document: ServedConfig['document']): Promise<ServedConfig> {
  const { revision: seenRevision } = await callApp(office.page, 'admin.config.load', channel);
  return done(
    await callApp(office.page, 'admin.config.publish', { channel, document, seenRevision }),
  );
}

/** The laptop's window: who is named first for the operation that is open. */
async function shownFirst(): Promise<string> {
  return laptop.page.locator('.candidate__name').first().innerText();
}

/** Whom the laptop would ask for a description. */
async function order(): Promise<readonly ProviderId[]> {
  const { assets } = await callApp(laptop.page, 'library.list', {});
  const [asset] = assets;
  if (asset === undefined) throw new Error('nothing was dropped');
  const { candidates } = await callApp(laptop.page, 'route.preview', {
    call: { operation: 'describe', options: {} },
    input: { assetId: asset.id, versionId: asset.latest.id },
  });
  return candidates.map(({ provider }) => provider);
}

test('a published fallback order is followed at once, and taken back', async () => {
  await dropPicture(laptop, 'harbour.png');
  await chooseOperation(laptop.page, 'Describe');
  expect((await order()).slice(0, 2)).toEqual(['openai', 'anthropic']);
  expect(await shownFirst()).toBe('OpenAI');

  const served = await publish({
    schemaVersion: '1.0',
    fallbackOrder: ['anthropic', 'openai'],
    brand: { name: 'Darkroom', accent: { hue: 120 } },
  });
  const published = performance.now();
  await expect
    .poll(async () => (await order())[0], { interval: 20, timeout: 5000 })
    .toBe('anthropic');
  expect(performance.now() - published).toBeLessThan(2000);

  await expect.poll(shownFirst, { timeout: 5000 }).toBe('Anthropic');
  expect(await laptop.page.title()).toBe('Darkroom');
  const entries = await callApp(laptop.page, 'config.effective', undefined);
  expect(entries).toContainEqual(
    expect.objectContaining({ path: ['fallbackOrder'], origin: 'remote' }),
  );

  done(
    await callApp(office.page, 'admin.config.publish', {
      channel,
      document: { schemaVersion: '1.0', providers: { openai: { enabled: false } } },
      seenRevision: served.revision,
    }),
  );
  await expect.poll(order, { timeout: 5000 }).not.toContain('openai');
  done(
    await callApp(office.page, 'admin.config.rollback', {
      channel,
      seenRevision: served.revision + 1,
    }),
  );
  await expect
    .poll(async () => (await order()).slice(0, 2), { timeout: 5000 })
    .toEqual(['anthropic', 'openai']);
});

test('a document that names a new host stays out, and the window says so', async () => {
  const hostile = { schemaVersion: '1.0', providers: { openai: { host: 'evil.example' } } };
  const { revision: seenRevision } = await callApp(office.page, 'admin.config.load', channel);
  const refused = await callApp(office.page, 'admin.config.publish', {
    channel,
    document: hostile,
    seenRevision,
  });
  expect(refused).toMatchObject({ outcome: 'refused' });

  const { sql } = cloud.test;
  await sql`
    with made as (
      insert into public.config_versions (channel, document)
      values (${channel}, ${sql.json(hostile)}) returning version
    )
    update public.config_channels
    set version = made.version, stable_version = made.version, revision = revision + 1
    from made where channel = ${channel}`;
  const status = await callApp(laptop.page, 'config.check', undefined);
  expect(status.warnings).toMatchObject([{ origin: 'remote', reason: 'new-host' }]);
  expect((await order())[0]).toBe('anthropic');
});

test('nobody publishes who is no admin, or is not signed in', async () => {
  const publishing = (device: Device) =>
    callApp(device.page, 'admin.config.publish', {
      channel,
      document: { schemaVersion: '1.0' },
      seenRevision: 0,
    });
  await expect(publishing(laptop)).rejects.toThrow('account-signed-out');
  await signIn(laptop, await cloud.newAccount('ada'));
  await expect(publishing(laptop)).rejects.toThrow('not-allowed');
});
