import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { libraryQuerySchema } from '../../electron/contract/library.ts';
import {
  type Device,
  account,
  elsewhereOf,
  namesHere,
  openDevice,
  settleAll,
  tag,
  wholePage,
} from './support/device.ts';
import { type FakeCloud, createFakeCloud } from './support/fake-cloud.ts';

const byAlphabet = (left: string, right: string): number => left.localeCompare(right);

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

describe('two devices of an account', () => {
  it('see each other’s images and jobs, apart from their own', () => {
    laptop.drop('harbour');
    const job = laptop.newJob();
    settleAll(cloud, [laptop, desktop]);
    expect(elsewhereOf(desktop)).toMatchObject({
      total: 1,
      assets: [{ name: 'harbour', width: 640 }],
    });
    expect(desktop.outbox.elsewhere.jobs(account, wholePage)).toMatchObject({
      total: 1,
      jobs: [{ id: job.id, title: 'a boat', status: 'queued' }],
    });
    expect(elsewhereOf(laptop).total).toBe(0);
    expect(laptop.outbox.elsewhere.jobs(account, wholePage).total).toBe(0);
    expect(namesHere(desktop)).toEqual([]);
    expect(elsewhereOf(desktop, 'HARB').total).toBe(1);
    expect(elsewhereOf(desktop, 'h%r').total).toBe(0);
    expect(desktop.heard()).toBeGreaterThan(0);
  });

  it('know the same file as the same image, with its title and tags', () => {
    const theirs = laptop.drop('harbour');
    laptop.library.rename(theirs.id, 'Port of Bergen');
    settleAll(cloud, [laptop, desktop]);
    const mine = desktop.drop('harbour');
    expect(mine).toMatchObject({ id: theirs.id, name: 'Port of Bergen' });
    expect(desktop.replica.waiting()).toBe(0);
    expect(elsewhereOf(desktop).total).toBe(0);
    desktop.library.rename(mine.id, 'Bergen');
    settleAll(cloud, [laptop, desktop]);
    expect(namesHere(laptop)).toEqual(['Bergen']);
  });

  it('keep every tag that either of them found', () => {
    const theirs = laptop.drop('harbour');
    settleAll(cloud, [laptop, desktop]);
    const mine = desktop.drop('harbour');
    tag(laptop, theirs, 'sea');
    tag(desktop, mine, 'crane');
    settleAll(cloud, [laptop, desktop]);
    const tagsOf = (device: Device) => device.library.asset(theirs.id).tags;
    expect([...tagsOf(laptop)].toSorted(byAlphabet)).toEqual(['crane', 'sea']);
    expect(tagsOf(desktop)).toEqual(tagsOf(laptop));
    expect(desktop.library.list(libraryQuerySchema.parse({ text: 'sea' }), account).total).toBe(1);
  });

  it('agree on a name that both changed offline: the last to arrive wins', () => {
    const { id } = laptop.drop('harbour');
    settleAll(cloud, [laptop, desktop]);
    desktop.drop('harbour');
    laptop.library.rename(id, 'laptop');
    desktop.library.rename(id, 'desktop');
    laptop.sync(cloud);
    desktop.sync(cloud);
    expect(namesHere(desktop)).toEqual(['desktop']);
    laptop.sync(cloud);
    expect(namesHere(laptop)).toEqual(['desktop']);
  });

  it('show their own word until the cloud has taken it and told it back', () => {
    const { id } = laptop.drop('harbour');
    settleAll(cloud, [laptop, desktop]);
    desktop.drop('harbour');
    desktop.library.rename(id, 'theirs');
    desktop.sync(cloud);
    laptop.library.rename(id, 'mine');
    laptop.pull(cloud);
    expect(namesHere(laptop)).toEqual(['mine']);
    const pushed = cloud.push(laptop.replica.pending(100));
    laptop.replica.settle(pushed);
    expect(laptop.replica.waiting()).toBe(0);
    expect(namesHere(laptop)).toEqual(['mine']);
    laptop.pull(cloud);
    expect(namesHere(laptop)).toEqual(['mine']);
    expect(laptop.store.all('select * from outbox')).toEqual([]);
  });

  it('send once what was taken although the answer was lost', () => {
    laptop.drop('harbour');
    cloud.push(laptop.replica.pending(100));
    laptop.pull(cloud);
    expect(laptop.replica.waiting()).toBe(1);
    const pushed = cloud.push(laptop.replica.pending(100));
    expect(pushed.answers).toMatchObject([{ status: 'dup' }]);
    laptop.replica.settle(pushed);
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
    expect(namesHere(desktop)).toEqual(['harbour']);
    expect(cloud.rows().size).toBe(0);
    // Nor does what is done with it here bring it back there.
    desktop.library.rename(id, 'kept');
    settleAll(cloud, [laptop, desktop]);
    expect(cloud.rows().size).toBe(0);
    expect(elsewhereOf(laptop).total).toBe(0);
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
    expect(elsewhereOf(laptop).assets).toMatchObject([{ id, name: 'Bergen', width: 640 }]);
    desktop.library.rename(id, 'Bergen again');
    settleAll(cloud, [laptop, desktop]);
    expect(elsewhereOf(laptop).assets).toMatchObject([{ name: 'Bergen again' }]);
  });

  it('that is taken back brings the image here back too, with what was found here meanwhile', () => {
    const { id } = laptop.drop('harbour');
    settleAll(cloud, [laptop, desktop]);
    desktop.drop('harbour');
    laptop.library.remove([id]);
    settleAll(cloud, [laptop, desktop]);
    tag(desktop, desktop.library.asset(id), 'crane');
    laptop.drop('harbour');
    laptop.library.rename(id, 'Bergen');
    settleAll(cloud, [laptop, desktop]);
    expect(namesHere(desktop)).toEqual(['Bergen']);
    expect(laptop.library.asset(id).tags).toEqual(['crane']);
    desktop.library.rename(id, 'Oslo');
    settleAll(cloud, [desktop, laptop]);
    expect(namesHere(laptop)).toEqual(['Oslo']);
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
    expect(namesHere(desktop)).toEqual(['mine']);
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
    expect(namesHere(desktop)).toEqual(['harbour']);
    desktop.library.rename(id, 'kept');
    settleAll(cloud, [laptop, desktop]);
    expect([...cloud.rows().keys()]).toEqual([`asset/${boat.id}`]);
  });
});
