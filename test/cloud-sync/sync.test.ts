import { describe, expect, it } from 'vitest';
import { patience, setScene, titled, upToDate } from './support/scene.ts';

const scene = setScene();

describe('the sync of an account', () => {
  it('brings what one device writes to the other, by a hint', async () => {
    const one = await scene.open();
    const other = await scene.open();
    await upToDate(one);
    await upToDate(other);
    one.write(titled('r', 'Sunset'));
    await expect
      .poll(() => other.replica.shown(), patience)
      .toEqual({
        'recipe/r': { title: 'Sunset' },
      });
    other.write(titled('r', 'Sunrise'));
    await expect
      .poll(() => one.replica.shown(), patience)
      .toEqual({
        'recipe/r': { title: 'Sunrise' },
      });
    await upToDate(one);
  });

  it('says in order what it does, and each thing once', async () => {
    const device = await scene.open();
    await upToDate(device);
    device.write(titled('r', 'a'));
    await upToDate(device);
    const states = device.told.map(({ state }) => state);
    const turns = states.filter((state, index) => state !== states[index - 1]);
    expect(turns).toEqual(['syncing', 'up-to-date', 'syncing', 'up-to-date']);
    expect(device.told).toContainEqual({ state: 'syncing', waiting: 1 });
    const texts = device.told.map((status) => JSON.stringify(status));
    expect(texts.filter((text, index) => text === texts[index - 1])).toEqual([]);
  });

  it('sends a week of offline work in order once there is a network', async () => {
    let online = false;
    const device = await scene.open({ online: () => online });
    for (let index = 0; index < 450; index += 1) {
      device.write({ kind: 'recipe', key: `r${index % 50}`, fields: { step: index } });
    }
    await expect
      .poll(() => device.sync.status(), patience)
      .toEqual({
        state: 'offline',
        waiting: 450,
        retryAt: null,
        reason: 'no-network',
      });
    online = true;
    device.sync.wentOnline();
    await upToDate(device);
    const other = await scene.open();
    await upToDate(other);
    expect(other.replica.shown()).toEqual(device.replica.shown());
    expect(other.replica.shown()['recipe/r49']).toEqual({ step: 449 });
  });
});
