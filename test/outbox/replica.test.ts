import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { libraryQuerySchema } from '../../electron/contract/library.ts';
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

const page = { text: '', offset: 0, limit: 50 };
const elsewhere = (device: Device, text = '') =>
  device.outbox.elsewhere.assets(account, { ...page, text });
const names = (device: Device) =>
  device.library.list(libraryQuerySchema.parse({}), account).assets.map(({ name }) => name);

describe('two devices of an account', () => {
  it('see each other’s images and jobs, apart from their own', () => {
    laptop.drop('harbour');
    const job = laptop.newJob();
    settleAll(cloud, [laptop, desktop]);
    expect(elsewhere(desktop)).toMatchObject({
      total: 1,
      assets: [{ name: 'harbour', width: 640 }],
    });
    expect(desktop.outbox.elsewhere.jobs(account, page)).toMatchObject({
      total: 1,
      jobs: [{ id: job.id, title: 'a boat', status: 'queued' }],
    });
    expect(elsewhere(laptop).total).toBe(0);
    expect(laptop.outbox.elsewhere.jobs(account, page).total).toBe(0);
    expect(names(desktop)).toEqual([]);
    expect(elsewhere(desktop, 'HARB').total).toBe(1);
    expect(elsewhere(desktop, 'h%r').total).toBe(0);
    expect(desktop.heard()).toBeGreaterThan(0);
  });

  it('know the same file as the same image, with its title and tags', () => {
    const theirs = laptop.drop('harbour');
    laptop.library.rename(theirs.id, 'Port of Bergen');
    settleAll(cloud, [laptop, desktop]);
    const mine = desktop.drop('harbour');
    expect(mine).toMatchObject({ id: theirs.id, name: 'Port of Bergen' });
    expect(desktop.replica.waiting()).toBe(0);
    expect(elsewhere(desktop).total).toBe(0);
    desktop.library.rename(mine.id, 'Bergen');
    settleAll(cloud, [laptop, desktop]);
    expect(names(laptop)).toEqual(['Bergen']);
  });

  it('agree on a name that both changed offline: the last to arrive wins', () => {
    const { id } = laptop.drop('harbour');
    settleAll(cloud, [laptop, desktop]);
    desktop.drop('harbour');
    laptop.library.rename(id, 'laptop');
    desktop.library.rename(id, 'desktop');
    laptop.sync(cloud);
    desktop.sync(cloud);
    expect(names(desktop)).toEqual(['desktop']);
    laptop.sync(cloud);
    expect(names(laptop)).toEqual(['desktop']);
  });

  it('show their own word until the cloud has taken it and told it back', () => {
    const { id } = laptop.drop('harbour');
    settleAll(cloud, [laptop, desktop]);
    desktop.drop('harbour');
    desktop.library.rename(id, 'theirs');
    desktop.sync(cloud);
    laptop.library.rename(id, 'mine');
    laptop.pull(cloud);
    expect(names(laptop)).toEqual(['mine']);
    const answers = cloud.push(laptop.replica.pending(100));
    laptop.replica.settle(answers);
    expect(laptop.replica.waiting()).toBe(0);
    expect(names(laptop)).toEqual(['mine']);
    laptop.pull(cloud);
    expect(names(laptop)).toEqual(['mine']);
    expect(laptop.store.all('select * from outbox')).toEqual([]);
  });

  it('send once what was taken although the answer was lost', () => {
    laptop.drop('harbour');
    cloud.push(laptop.replica.pending(100));
    laptop.pull(cloud);
    expect(laptop.replica.waiting()).toBe(1);
    const answers = cloud.push(laptop.replica.pending(100));
    expect(answers).toMatchObject([{ status: 'dup' }]);
    laptop.replica.settle(answers);
    expect(laptop.replica.waiting()).toBe(0);
    expect(laptop.store.all('select * from outbox')).toEqual([]);
  });
});

describe('a deletion on another device', () => {
  it('takes the row away, and never an image that is here', () => {
    const { id } = laptop.drop('harbour');
    settleAll(cloud, [laptop, desktop]);
    desktop.drop('harbour');
    laptop.library.remove([id]);
    settleAll(cloud, [laptop, desktop]);
    expect(names(desktop)).toEqual(['harbour']);
    expect(cloud.rows().size).toBe(0);
    // Nor does what is done with it here bring it back there.
    desktop.library.rename(id, 'kept');
    settleAll(cloud, [laptop, desktop]);
    expect(cloud.rows().size).toBe(0);
    expect(elsewhere(laptop).total).toBe(0);
  });

  it('makes a change of this device a question: try again, or let it go', () => {
    const { id } = laptop.drop('harbour');
    settleAll(cloud, [laptop, desktop]);
    desktop.drop('harbour');
    desktop.library.rename(id, 'Bergen');
    laptop.library.remove([id]);
    laptop.sync(cloud);
    desktop.sync(cloud);
    expect(desktop.outbox.refused(account)).toMatchObject([
      { kind: 'asset', title: 'Bergen', reason: 'deleted' },
    ]);
    expect(desktop.replica.refused()).toBe(1);
    const ids = desktop.outbox.refused(account).map((change) => change.id);
    desktop.outbox.retryRefused(account, ids);
    expect(desktop.outbox.refused(account)).toEqual([]);
    settleAll(cloud, [laptop, desktop]);
    expect(elsewhere(laptop).assets).toMatchObject([{ id, name: 'Bergen', width: 640 }]);
    desktop.library.rename(id, 'Bergen again');
    settleAll(cloud, [laptop, desktop]);
    expect(elsewhere(laptop).assets).toMatchObject([{ name: 'Bergen again' }]);
  });

  it('is let go by the user: the image stays here, unsynced', () => {
    const { id } = laptop.drop('harbour');
    settleAll(cloud, [laptop, desktop]);
    desktop.drop('harbour');
    desktop.library.rename(id, 'Bergen');
    laptop.library.remove([id]);
    laptop.sync(cloud);
    desktop.sync(cloud);
    desktop.outbox.discardRefused(
      account,
      desktop.outbox.refused(account).map((change) => change.id),
    );
    desktop.library.rename(id, 'mine');
    settleAll(cloud, [laptop, desktop]);
    expect(names(desktop)).toEqual(['mine']);
    expect(cloud.rows().size).toBe(0);
  });

  it('is also learnt from a snapshot, when the cloud has forgotten the deletion', () => {
    const { id } = laptop.drop('harbour');
    const boat = laptop.drop('boat');
    settleAll(cloud, [laptop, desktop]);
    desktop.drop('harbour');
    laptop.library.remove([id]);
    laptop.sync(cloud);
    cloud.prune();
    desktop.sync(cloud, 1);
    expect(names(desktop)).toEqual(['harbour']);
    desktop.library.rename(id, 'kept');
    settleAll(cloud, [laptop, desktop]);
    expect([...cloud.rows().keys()]).toEqual([`asset/${boat.id}`]);
  });
});

describe('a snapshot', () => {
  it('replaces with its first page and adds with the others, and keeps what waits', () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) laptop.drop(name);
    laptop.sync(cloud);
    const { id } = desktop.drop('mine');
    desktop.pull(cloud, 2);
    expect(elsewhere(desktop).total).toBe(5);
    expect(desktop.replica.waiting()).toBe(1);
    expect(names(desktop)).toEqual(['mine']);
    settleAll(cloud, [laptop, desktop]);
    expect(elsewhere(laptop).assets).toMatchObject([{ id }]);
  });

  it('that is broken off and begun anew loses nothing', () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) laptop.drop(name);
    settleAll(cloud, [laptop, desktop]);
    cloud.prune();
    laptop.drop('f');
    laptop.sync(cloud);
    cloud.prune();
    desktop.replica.take(cloud.pull(desktop.replica.cursor(), 2));
    desktop.replica.take(cloud.pull(null, 3));
    desktop.pull(cloud, 3);
    expect(elsewhere(desktop).total).toBe(6);
  });
});

describe('a server that was restored from a backup', () => {
  it('hears again what it has lost: rows, names, jobs and what was spent', () => {
    const { id } = laptop.drop('harbour');
    const job = laptop.newJob();
    settleAll(cloud, [laptop, desktop]);
    const restore = cloud.backUp();
    laptop.library.rename(id, 'Bergen');
    const boat = laptop.drop('boat');
    laptop.list.change(job, { state: { status: 'done' }, endedAt: 5 });
    laptop.store.transaction(() =>
      laptop.outbox.witness.usage(account, {
        id: randomUUID(),
        jobId: job.id,
        provider: 'openai',
        model: 'm',
        operation: 'edit',
        cost: 40,
        simulated: false,
        corrects: null,
        occurredAt: 0,
      }),
    );
    settleAll(cloud, [laptop, desktop]);
    const before = cloud.rows();
    restore();
    expect(cloud.rows().size).toBe(2);
    settleAll(cloud, [laptop, desktop]);
    expect(cloud.rows()).toEqual(before);
    expect(
      elsewhere(desktop)
        .assets.map(({ name }) => name)
        .sort(),
    ).toEqual(['Bergen', 'boat']);
    expect(laptop.outbox.refused(account)).toEqual([]);
    expect(boat.id).toBeDefined();
  });

  it('is told by a device that has only heard of a row, where the one that made it is gone', () => {
    settleAll(cloud, [laptop, desktop]);
    laptop.drop('earlier');
    settleAll(cloud, [laptop, desktop]);
    const restore = cloud.backUp();
    laptop.drop('harbour');
    settleAll(cloud, [laptop, desktop]);
    restore();
    settleAll(cloud, [desktop]);
    expect([...cloud.rows().values()].map(({ name }) => name).sort()).toEqual([
      'earlier',
      'harbour',
    ]);
  });

  it('gets a change that was based on what it has lost, and does not bring deletions back', () => {
    laptop.drop('first');
    settleAll(cloud, [laptop, desktop]);
    const doomed = laptop.drop('doomed');
    settleAll(cloud, [laptop, desktop]);
    const restore = cloud.backUp();
    const { id } = laptop.drop('harbour');
    laptop.library.remove([doomed.id]);
    settleAll(cloud, [laptop, desktop]);
    laptop.library.rename(id, 'Bergen');
    restore();
    settleAll(cloud, [laptop, desktop]);
    expect(laptop.outbox.refused(account)).toEqual([]);
    expect([...cloud.rows().values()].map(({ name }) => name).sort()).toEqual(['Bergen', 'first']);
  });
});

describe('hostile rows', () => {
  const take = (changes: readonly object[]) =>
    desktop.replica.take({
      replaces: false,
      changes: changes.map((change, index) => ({
        seq: 100 + index,
        kind: 'asset',
        key: randomUUID(),
        deleted: false,
        fields: {},
        ...change,
      })),
      next: { epoch: 'e', seq: 100 + changes.length },
      more: false,
    });

  it('are kept as they came, counted, and never shown', () => {
    desktop.sync(cloud);
    take([
      { fields: { name: 7 } },
      { key: '../../etc/passwd', fields: { name: 'x' } },
      { fields: JSON.parse('{"__proto__": {"polluted": true}, "name": ""}') as object },
      { fields: { name: 'x', source_hash: { a: 1 }, created_at: -1 } },
      { kind: 'job', fields: { status: 'done', operation: 'x'.repeat(100) } },
      { kind: 'usage', fields: { cost_micro_usd: 'free' } },
      { kind: 'hologram', fields: { depth: 3 } },
      { fields: { name: 'fine', tags: ['sea'] } },
    ]);
    expect(elsewhere(desktop).assets).toMatchObject([{ name: 'fine', tags: ['sea'] }]);
    expect(desktop.outbox.elsewhere.jobs(account, page).total).toBe(0);
    expect(desktop.outbox.unreadable(account)).toBe(7);
    expect(desktop.store.get("select fields from synced_rows where kind = 'hologram'")).toEqual({
      fields: '{"depth":3}',
    });
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('change no image here', () => {
    const { id } = desktop.drop('harbour');
    desktop.sync(cloud);
    take([{ key: id, fields: { name: { toString: 'x' }, tags: 'all of them' } }]);
    expect(desktop.library.asset(id)).toMatchObject({ name: 'harbour', tags: [] });
  });

  it('with the id of another account’s image make a dropped file an image of its own', () => {
    const local = desktop.drop('mine', 'local');
    desktop.sync(cloud);
    const source_hash = 'c'.repeat(64);
    take([{ key: local.id, fields: { name: 'x', source_hash } }]);
    const { asset } = desktop.library.addOriginal({
      scope: account,
      name: 'dropped',
      sourceHash: source_hash as never,
      image: { hash: 'd'.repeat(64) as never, facts: local.latest.facts },
    });
    expect(asset.id).not.toBe(local.id);
    expect(asset.name).toBe('dropped');
  });
});
