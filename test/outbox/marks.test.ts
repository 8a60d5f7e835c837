import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AssetSync } from '../../electron/contract/library.ts';
import { assetFieldsSchema } from '../../electron/outbox/asset-fields.ts';
import { type Device, account, openDevice } from './support/device.ts';
import { createFakeCloud, type FakeCloud } from './support/fake-cloud.ts';

let cloud: FakeCloud;
let laptop: Device;
let desktop: Device;

beforeEach(async () => {
  cloud = createFakeCloud();
  [laptop, desktop] = await Promise.all([openDevice(), openDevice()]);
});
afterEach(() => {
  laptop.close();
  desktop.close();
});

function settle(): void {
  for (const device of [laptop, desktop, laptop, desktop]) device.sync(cloud);
}

describe('ratings and labels', () => {
  it('reach the same image on another device, and an image that comes there later', () => {
    const lake = laptop.drop('lake');
    const sea = laptop.drop('sea');
    settle();
    expect(desktop.drop('lake').id).toBe(lake.id);
    laptop.library.mark([lake.id, sea.id], { rating: 4, label: 'blue' });
    settle();
    expect(desktop.library.asset(lake.id)).toMatchObject({ rating: 4, label: 'blue' });
    expect(desktop.drop('sea')).toMatchObject({ id: sea.id, rating: 4, label: 'blue' });
    desktop.library.mark([lake.id], { rating: 0, label: null });
    settle();
    expect(laptop.library.asset(lake.id)).toMatchObject({ rating: 0, label: null });
  });

  it.each([
    [{}, 0, null],
    [{ rating: 99, label: 'red' }, 5, 'red'],
    [{ rating: -3, label: 'octarine' }, 0, null],
    [{ rating: 'five', label: 7 }, 0, null],
    [{ rating: 2.6, label: null }, 3, null],
    [{ rating: null, label: {} }, 0, null],
  ])('of another device are held to what there is: %j', (sent, rating, label) => {
    expect(assetFieldsSchema.parse({ name: 'x', ...sent })).toMatchObject({ rating, label });
  });
});

describe('what an image says of its sync', () => {
  const sync = (device: Device, id: Parameters<Device['library']['asset']>[0]): AssetSync =>
    device.library.asset(id).sync;

  it('is true at each step', () => {
    expect(laptop.drop('plain', 'local').sync).toBe('no-account');
    const lake = laptop.drop('lake');
    expect(lake.sync).toBe('waiting');
    settle();
    expect(sync(laptop, lake.id)).toBe('synced');
    laptop.library.mark([lake.id], { rating: 1 });
    expect(sync(laptop, lake.id)).toBe('waiting');
    desktop.drop('lake');
    settle();
    desktop.library.remove([lake.id]);
    settle();
    expect(sync(laptop, lake.id)).toBe('here-only');
  });

  it('is synced again once it came out of the trash', () => {
    const lake = laptop.drop('lake');
    settle();
    laptop.library.remove([lake.id]);
    settle();
    expect(cloud.rows().size).toBe(0);
    laptop.library.restore([lake.id]);
    expect(sync(laptop, lake.id)).toBe('waiting');
    settle();
    expect(sync(laptop, lake.id)).toBe('synced');
    expect(cloud.rows().size).toBe(1);
    expect(laptop.outbox.refused(account)).toEqual([]);
  });
});
