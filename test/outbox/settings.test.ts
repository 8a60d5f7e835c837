import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountIdSchema, localScope } from '../../electron/contract/account.ts';
import { settingsSchema } from '../../electron/contract/settings.ts';
import { compareSettings, syncedSettings } from '../../electron/outbox/synced-settings.ts';
import { type Device, account, openDevice, settleAll } from './support/device.ts';
import { type FakeCloud, createFakeCloud } from './support/fake-cloud.ts';

let cloud: FakeCloud;
let laptop: Device;
let desktop: Device;

beforeEach(async () => {
  cloud = createFakeCloud();
  laptop = await openDevice();
  desktop = await openDevice();
});
afterEach(() => {
  laptop.close();
  desktop.close();
});

const inCloud = (): Record<string, unknown> =>
  Object.fromEntries(
    [...cloud.rows()].flatMap(([name, { value }]) =>
      name.startsWith('setting/') ? [[name.slice('setting/'.length), value]] : [],
    ),
  );

describe('settings', () => {
  it('follow the account from device to device', () => {
    laptop.settings.patch({ theme: 'dark', budgets: { day: 5, month: null } });
    settleAll(cloud, [laptop, desktop]);
    expect(desktop.settings.get()).toMatchObject({ theme: 'dark', budgets: { day: 5 } });
    desktop.settings.patch({ theme: 'light' });
    settleAll(cloud, [desktop, laptop]);
    expect(laptop.settings.get().theme).toBe('light');
    expect(inCloud()).toEqual({ theme: 'light', budgets: { day: 5, month: null } });
  });

  it('wait for the first pull, so that a new device overwrites nothing', () => {
    laptop.settings.patch({ theme: 'dark' });
    settleAll(cloud, [laptop]);
    desktop.settings.patch({ theme: 'light', language: 'de' });
    expect(desktop.replica.waiting()).toBe(0);
    settleAll(cloud, [desktop, laptop]);
    expect(desktop.settings.get().theme).toBe('dark');
    expect(laptop.settings.get().language).toBe('de');
  });

  it('say nothing of what guards privacy or belongs to one machine', () => {
    settleAll(cloud, [laptop, desktop]);
    laptop.settings.patch({
      onDeviceOnly: true,
      disabledProviders: ['openai'],
      hedge: true,
      compatible: { baseUrl: 'http://192.168.0.1:8080' },
      concurrency: 4,
      syncThumbnails: true,
      welcomed: true,
    });
    expect(laptop.replica.waiting()).toBe(0);
    expect(
      Object.keys(settingsSchema.parse({}))
        .filter((name) => !syncedSettings.some((synced) => synced === name))
        .sort(),
    ).toEqual([
      'alerts',
      'compatible',
      'concurrency',
      'disabledProviders',
      'hedge',
      'onDeviceOnly',
      'startWithSystem',
      'syncThumbnails',
      'welcomed',
    ]);
  });

  it('of the cloud are applied only where they are allowed and valid', () => {
    settleAll(cloud, [desktop]);
    const before = desktop.settings.get();
    const value = (name: string, given: unknown, seq: number) => ({
      seq,
      kind: 'setting',
      key: name,
      deleted: false,
      fields: { value: given },
    });
    desktop.replica.take({
      replaces: false,
      lost: [],
      changes: [
        value('onDeviceOnly', false, 1),
        value('compatible', { baseUrl: 'https://evil.example' }, 2),
        value('theme', 'neon', 3),
        value('__proto__', { theme: 'dark' }, 4),
        value('budgets', { day: -5 }, 5),
        value('language', 'de', 6),
      ],
      next: { epoch: 'e', seq: 6 },
      more: false,
    });
    expect(desktop.settings.get()).toEqual({ ...before, language: 'de' });
    expect(desktop.replica.waiting()).toBe(0);
  });

  it('never open what was closed here: neither the way out nor the metadata', () => {
    settleAll(cloud, [laptop, desktop]);
    desktop.settings.patch({ policy: 'private' });
    settleAll(cloud, [desktop, laptop]);
    expect(laptop.settings.get().policy).toBe('private');
    laptop.settings.patch({ policy: 'cheapest' });
    const exporting = laptop.settings.get().export;
    desktop.settings.patch({ export: { ...exporting, metadata: 'strip' } });
    settleAll(cloud, [desktop, laptop]);
    laptop.settings.patch({ export: { ...exporting, metadata: 'keep', quality: 60 } });
    settleAll(cloud, [laptop, desktop]);
    expect(desktop.settings.get().policy).toBe('private');
    expect(desktop.settings.get().export).toMatchObject({ metadata: 'strip', quality: 60 });
    // And what this device keeps to itself, it does not force on the others.
    expect(laptop.settings.get().policy).toBe('cheapest');
    expect(inCloud()).toMatchObject({ policy: 'cheapest', export: { metadata: 'keep' } });
    expect(desktop.replica.waiting()).toBe(0);
  });

  it('that the user changes here all the same are told', () => {
    settleAll(cloud, [laptop, desktop]);
    desktop.settings.patch({ policy: 'private' });
    settleAll(cloud, [desktop, laptop]);
    laptop.settings.patch({ policy: 'cheapest' });
    settleAll(cloud, [laptop, desktop]);
    desktop.settings.patch({ policy: 'fastest' });
    settleAll(cloud, [desktop, laptop]);
    expect(laptop.settings.get().policy).toBe('fastest');
  });

  it('belong to the account that is shown: another one brings its own', () => {
    const other = accountIdSchema.parse('00000000-0000-4000-8000-000000000001');
    settleAll(cloud, [laptop]);
    laptop.settings.patch({ theme: 'dark' });
    settleAll(cloud, [laptop]);
    const theirs = createFakeCloud();
    theirs.push([
      {
        op_id: '00000000-0000-4000-8000-0000000000aa',
        n: 1,
        kind: 'setting',
        key: 'theme',
        fields: { value: 'light' },
        base_seq: null,
      },
    ]);
    laptop.show(other);
    laptop.outbox.replica(other).take(theirs.pull(null));
    expect(laptop.settings.get().theme).toBe('light');
    expect(laptop.outbox.replica(other).waiting()).toBe(0);
    laptop.show(account);
    expect(laptop.settings.get().theme).toBe('dark');
    expect(laptop.replica.waiting()).toBe(0);
    laptop.show(localScope);
    laptop.settings.patch({ theme: 'system' });
    expect(laptop.replica.waiting()).toBe(0);
    laptop.show(account);
    expect(laptop.replica.waiting()).toBe(1);
  });

  it('that were refused and let go are the account’s again', () => {
    settleAll(cloud, [laptop, desktop]);
    desktop.settings.patch({ theme: 'dark' });
    settleAll(cloud, [desktop, laptop]);
    laptop.settings.patch({ theme: 'light' });
    const [op] = laptop.replica.pending(1);
    laptop.replica.settle({
      epoch: null,
      answers: [{ op_id: op?.op_id ?? '', status: 'rejected', reason: 'invalid' }],
    });
    const [refused] = laptop.outbox.refused(account);
    expect(refused).toMatchObject({ kind: 'setting', title: 'theme', reason: 'invalid' });
    laptop.outbox.discardRefused(account, [refused?.id ?? '']);
    expect(laptop.settings.get().theme).toBe('dark');
    expect(laptop.replica.waiting() + laptop.replica.refused()).toBe(0);
  });
});

describe('comparing settings', () => {
  const here = settingsSchema.parse({ theme: 'dark' });

  it('heals a crash between the file and the database, on whichever side it was', () => {
    const compared = { theme: { here: 'system', there: 'system' } };
    expect(compareSettings({ here, there: { theme: 'system' }, compared, file: 'ours' })).toEqual({
      apply: {},
      tell: { theme: 'dark' },
    });
    const applied = { theme: { here: 'dark', there: 'system' } };
    expect(
      compareSettings({ here, there: { theme: 'light' }, compared: applied, file: 'ours' }),
    ).toEqual({ apply: { theme: 'light' }, tell: {} });
  });

  it('tells what was set before there was an account, but not the defaults', () => {
    expect(compareSettings({ here, there: {}, compared: {}, file: "nobody's" })).toEqual({
      apply: {},
      tell: { theme: 'dark' },
    });
    expect(compareSettings({ here, there: {}, compared: {}, file: 'other' })).toEqual({
      apply: {},
      tell: {},
    });
  });
});
