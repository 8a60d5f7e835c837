import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Device,
  account,
  elsewhereOf,
  namesHere,
  namesInCloud,
  openDevice,
  settleAll,
} from './support/device.ts';
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

describe('a snapshot', () => {
  it('replaces with its first page and adds with the others, and keeps what waits', () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) laptop.drop(name);
    laptop.sync(cloud);
    const { id } = desktop.drop('mine');
    desktop.pull(cloud, 2);
    expect(elsewhereOf(desktop).total).toBe(5);
    expect(desktop.replica.waiting()).toBe(1);
    expect(namesHere(desktop)).toEqual(['mine']);
    settleAll(cloud, [laptop, desktop]);
    expect(elsewhereOf(laptop).assets).toMatchObject([{ id }]);
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
    expect(elsewhereOf(desktop).total).toBe(6);
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
      elsewhereOf(desktop)
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
    expect(namesInCloud(cloud)).toEqual(['earlier', 'harbour']);
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
    expect(namesInCloud(cloud)).toEqual(['Bergen', 'first']);
  });
});

it.each(['first', 'last'] as const)(
  'a restored server does not bring a deletion back, told %s',
  (when) => {
    laptop.drop('kept');
    laptop.sync(cloud);
    const restore = cloud.backUp();
    const doomed = laptop.drop('doomed');
    settleAll(cloud, [laptop, desktop]);
    laptop.library.remove([doomed.id]);
    laptop.sync(cloud);
    restore();
    settleAll(cloud, when === 'first' ? [laptop, desktop] : [desktop, laptop]);
    expect(namesInCloud(cloud)).toEqual(['kept']);
    expect(elsewhereOf(desktop).assets.map(({ name }) => name)).toEqual(['kept']);
    expect(desktop.replica.refused()).toBe(0);
  },
);

it('what was said since a restore stands, although an earlier word comes after it', () => {
  const { id } = laptop.drop('harbour');
  settleAll(cloud, [laptop, desktop]);
  desktop.drop('harbour');
  const restore = cloud.backUp();
  laptop.library.rename(id, 'Bergen');
  settleAll(cloud, [laptop, desktop]);
  restore();
  desktop.library.rename(id, 'Oslo');
  settleAll(cloud, [desktop]);
  settleAll(cloud, [laptop, desktop]);
  expect(namesInCloud(cloud)).toEqual(['Oslo']);
  expect(namesHere(laptop)).toEqual(['Oslo']);
});

it('a server that was restored twice is told what was lost the first time', () => {
  laptop.drop('kept');
  settleAll(cloud, [laptop, desktop]);
  const restore = cloud.backUp();
  const { id } = laptop.drop('harbour');
  laptop.sync(cloud);
  restore();
  desktop.drop('boat');
  desktop.sync(cloud);
  cloud.backUp()();
  settleAll(cloud, [desktop, laptop]);
  expect(namesInCloud(cloud)).toEqual(['boat', 'harbour', 'kept']);
  expect(cloud.rows().get(`asset/${id}`)).toBeDefined();
});

it('a server that was restored before its epoch was ever heard is told all the same', () => {
  laptop.pull(cloud);
  const restore = cloud.backUp();
  const { id } = laptop.drop('harbour');
  laptop.replica.settle(cloud.push(laptop.replica.pending(10)));
  laptop.library.rename(id, 'Bergen');
  restore();
  laptop.drop('boat');
  settleAll(cloud, [laptop, desktop]);
  expect(namesInCloud(cloud)).toEqual(['Bergen', 'boat']);
  expect(laptop.replica.refused()).toBe(0);
});
