import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { type TestCloud, allowDevices, startLimitMs, startTestCloud } from '../../cloud/harness.ts';
import { type FaultyCloud, startFaultyCloud } from '../../faults/support/faulty-cloud.ts';
import {
  type DeviceOptions,
  type Person,
  type TestDevice,
  newPerson,
  openDevice,
} from './devices.ts';

/** For what a busy machine may take; each poll ends as soon as it can. */
export const patience = { timeout: 15_000, interval: 20 };

export interface Scene {
  readonly cloud: TestCloud;
  /** The network between this test's devices and the cloud. */
  readonly network: FaultyCloud;
  /** Whose devices they are, unless said otherwise. */
  readonly person: Person;
  /** A device that is stopped when the test ends. */
  open(options?: DeviceOptions, owner?: Person): Promise<TestDevice>;
}

/** One cloud for a file of tests; a new account and a good network for each of them. */
export function setScene(): Scene {
  let cloud: TestCloud;
  let network: FaultyCloud;
  let person: Person;
  const opened: TestDevice[] = [];

  beforeAll(async () => {
    cloud = await startTestCloud();
    await allowDevices(cloud, 3);
  }, startLimitMs);
  afterAll(() => cloud.stop());
  beforeEach(async () => {
    network = await startFaultyCloud(cloud.status.API_URL);
    person = await newPerson(cloud);
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map(({ sync }) => sync.stop()));
    await network.close();
  });

  return {
    get cloud() {
      return cloud;
    },
    get network() {
      return network;
    },
    get person() {
      return person;
    },
    async open(options = {}, owner = person) {
      const device = await openDevice(cloud, owner, { url: network.url, ...options });
      opened.push(device);
      return device;
    },
  };
}

export function becomes(device: TestDevice, status: object): Promise<void> {
  return expect.poll(() => device.sync.status(), patience).toMatchObject(status);
}

export function upToDate(device: TestDevice): Promise<void> {
  return becomes(device, { state: 'up-to-date' });
}

export function titled(key: string, title: string) {
  return { kind: 'recipe', key, fields: { title } } as const;
}

/** The titles of a person's recipes as the cloud keeps them. */
export async function titlesOf(
  { sql }: TestCloud,
  owner: Person,
): Promise<Readonly<Record<string, string>>> {
  const rows = await sql<{ key: string; title: string }[]>`
    select key, fields ->> 'title' as title from public.recipes
    where user_id = ${owner.id} and deleted_at is null`;
  return Object.fromEntries(rows.map(({ key, title }) => [key, title]));
}
