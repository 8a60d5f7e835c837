import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type TestCloud, startLimitMs, startTestCloud } from '../cloud/harness.ts';
import {
  type DeviceOptions,
  type Person,
  type TestDevice,
  newPerson,
  openDevice,
} from './support/devices.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
}, startLimitMs);
afterAll(() => cloud.stop());

const opened: TestDevice[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map(({ sync }) => sync.stop()));
});

async function open(person: Person, options?: DeviceOptions): Promise<TestDevice> {
  const device = await openDevice(cloud, person, options);
  opened.push(device);
  return device;
}

const patience = { timeout: 15_000, interval: 20 };

function upToDate(device: TestDevice): Promise<void> {
  return expect.poll(() => device.sync.status().state, patience).toBe('up-to-date');
}

const title = (value: string) => ({ kind: 'recipe', key: 'r', fields: { title: value } }) as const;

describe('the sync of an account', () => {
  it('brings what one device writes to the other, by a hint', async () => {
    const person = await newPerson(cloud);
    const one = await open(person);
    const other = await open(person);
    await upToDate(one);
    await upToDate(other);
    one.write(title('Sunset'));
    await expect
      .poll(() => other.replica.shown(), patience)
      .toEqual({
        'recipe/r': { title: 'Sunset' },
      });
    other.write(title('Sunrise'));
    await expect
      .poll(() => one.replica.shown(), patience)
      .toEqual({
        'recipe/r': { title: 'Sunrise' },
      });
    await upToDate(one);
  });

  it('says in order what it does, and each thing once', async () => {
    const device = await open(await newPerson(cloud));
    await upToDate(device);
    device.write(title('a'));
    await upToDate(device);
    const states = device.told.map(({ state }) => state);
    const turns = states.filter((state, index) => state !== states[index - 1]);
    expect(turns).toEqual(['syncing', 'up-to-date', 'syncing', 'up-to-date']);
    expect(device.told).toContainEqual({ state: 'syncing', waiting: 1 });
    const texts = device.told.map((status) => JSON.stringify(status));
    expect(texts.filter((text, index) => text === texts[index - 1])).toEqual([]);
  });

  it('sends a week of offline work in order once there is a network', async () => {
    const person = await newPerson(cloud);
    let online = false;
    const device = await open(person, { online: () => online });
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
    const other = await open(person);
    await upToDate(other);
    expect(other.replica.shown()).toEqual(device.replica.shown());
    expect(other.replica.shown()['recipe/r49']).toEqual({ step: 449 });
  });
});
