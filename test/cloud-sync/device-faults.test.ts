import { describe, expect, it } from 'vitest';
import { quickTimers } from './support/devices.ts';
import { becomes, patience, setScene, titled, titlesOf, upToDate } from './support/scene.ts';

const scene = setScene();

describe('this device', () => {
  it('goes on by itself when its own disk does', async () => {
    const device = await scene.open();
    await upToDate(device);
    device.replica.breakWith(new Error('SQLITE_BUSY'));
    device.replica.record(titled('r', 'a'));
    device.sync.now();
    await becomes(device, { state: 'offline', reason: 'busy' });
    device.replica.breakWith(undefined);
    await upToDate(device);
    expect(await titlesOf(scene.cloud, scene.person)).toEqual({ r: 'a' });
  });

  it('may have a clock that is a day wrong, and set meanwhile', async () => {
    const day = 24 * 60 * 60_000;
    let off = day;
    const wrong = quickTimers(10, () => Date.now() + off);
    const [one, other] = [await scene.open({ timers: wrong }), await scene.open()];
    await upToDate(one);
    await upToDate(other);
    one.write(titled('r', 'early'));
    await expect
      .poll(() => other.replica.shown(), patience)
      .toHaveProperty('recipe/r.title', 'early');
    scene.network.setOffline(true);
    one.write(titled('r', 'earlier'));
    await becomes(one, { state: 'offline' });
    off = -day;
    scene.network.setOffline(false);
    await upToDate(one);
    await expect
      .poll(() => other.replica.shown(), patience)
      .toHaveProperty('recipe/r.title', 'earlier');
    // The last writer wins as the cloud hears it, whatever the clocks say.
    other.write(titled('r', 'last'));
    await expect.poll(() => one.replica.shown(), patience).toHaveProperty('recipe/r.title', 'last');
  });
});
