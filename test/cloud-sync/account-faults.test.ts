import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accountIdSchema } from '../../electron/contract/account.ts';
import type { SessionAccess } from '../../electron/cloud/sync/session-access.ts';
import { type TestCloud, serviceClient, startLimitMs, startTestCloud } from '../cloud/harness.ts';
import { type FaultyCloud, startFaultyCloud } from '../faults/support/faulty-cloud.ts';
import {
  type DeviceOptions,
  type Person,
  type TestDevice,
  accessOf,
  newPerson,
  openDevice,
  quickTimers,
  signIn,
} from './support/devices.ts';
import { createMemoryReplica } from './support/memory-replica.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
}, startLimitMs);
afterAll(() => cloud.stop());

let network: FaultyCloud;
let person: Person;
const opened: TestDevice[] = [];
beforeEach(async () => {
  network = await startFaultyCloud(cloud.status.API_URL);
  person = await newPerson(cloud);
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map(({ sync }) => sync.stop()));
  await network.close();
});

async function open(options: DeviceOptions = {}, owner = person): Promise<TestDevice> {
  const device = await openDevice(cloud, owner, { url: network.url, ...options });
  opened.push(device);
  return device;
}

const patience = { timeout: 15_000, interval: 20 };

function becomes(device: TestDevice, status: object): Promise<void> {
  return expect.poll(() => device.sync.status(), patience).toMatchObject(status);
}

function upToDate(device: TestDevice): Promise<void> {
  return becomes(device, { state: 'up-to-date' });
}

function titled(key: string, title: string) {
  return { kind: 'recipe', key, fields: { title } } as const;
}

async function titles(owner: Person): Promise<Readonly<Record<string, string>>> {
  const rows = await cloud.sql<{ key: string; title: string }[]>`
    select key, fields ->> 'title' as title from public.recipes
    where user_id = ${owner.id} and deleted_at is null`;
  return Object.fromEntries(rows.map(({ key, title }) => [key, title]));
}

describe('the account', () => {
  it('needs the user once its session is over, and goes on after a new sign-in', async () => {
    const client = await signIn(cloud, person);
    let session = accessOf(client);
    const device = await open({
      session: { accessToken: () => session.accessToken(), renew: () => session.renew() },
    });
    await upToDate(device);
    await client.auth.signOut();
    device.write(titled('r', 'a'));
    await becomes(device, { state: 'needs-you', reason: 'sign-in', waiting: 1 });
    session = accessOf(await signIn(cloud, person));
    device.sync.now();
    await upToDate(device);
    expect(await titles(person)).toEqual({ r: 'a' });
  });

  it('asks for the second factor where the session does', async () => {
    const session: SessionAccess = {
      accessToken: () => Promise.resolve(null),
      renew: () => Promise.resolve('second-factor'),
    };
    await becomes(await open({ session }), { state: 'needs-you', reason: 'second-factor' });
    expect(network.seen('push') + network.seen('pull')).toBe(0);
  });

  it('is quiet on a device that was signed out from afar', async () => {
    const device = await open();
    device.write(titled('r', 'a'));
    await upToDate(device);
    await cloud.sql`update public.devices set revoked_at = now() where id = ${device.id}`;
    device.write(titled('r', 'b'));
    await becomes(device, { state: 'needs-you', reason: 'signed-out-elsewhere', waiting: 1 });
    const seen = network.seen('any');
    device.write(titled('r', 'c'));
    device.sync.wentOffline();
    device.sync.wentOnline();
    await becomes(device, { state: 'needs-you', waiting: 2 });
    expect(network.seen('any')).toBe(seen);
    expect(await titles(person)).toEqual({ r: 'a' });
  });

  it('hears at once that another device signed it out', async () => {
    let revoked = 0;
    const session = await signIn(cloud, person);
    const device = await open({ onRevoked: () => (revoked += 1) });
    const other = await open({ session: accessOf(session) });
    device.write(titled('r', 'a'));
    // Having heard each other, both are in the channel.
    await expect.poll(() => other.replica.shown(), patience).toHaveProperty('recipe/r');
    await expect
      .poll(async () => {
        await session.rpc('revoke_device', { device: device.id });
        return revoked;
      }, patience)
      .toBeGreaterThan(0);
    device.write(titled('r', 'b'));
    await becomes(device, { state: 'needs-you', reason: 'signed-out-elsewhere' });
    await upToDate(other);
  });

  it('is known to be gone', async () => {
    const device = await open();
    await upToDate(device);
    const { error } = await serviceClient(cloud).auth.admin.deleteUser(person.id);
    expect(error).toBeNull();
    device.write(titled('r', 'a'));
    await becomes(device, { state: 'needs-you', reason: 'account-gone', waiting: 1 });
  });

  it('is switched with a full outbox, and nothing goes astray', async () => {
    const other = await newPerson(cloud);
    network.setOffline(true);
    const replica = createMemoryReplica(accountIdSchema.parse(person.id));
    const first = await open({ replica });
    for (let index = 0; index < 150; index += 1) first.write(titled(`r${index}`, 'of the first'));
    await becomes(first, { state: 'offline', waiting: 150 });
    await first.sync.stop();

    network.heal();
    const second = await open({ device: first.id }, other);
    second.write(titled('mine', 'of the second'));
    await upToDate(second);
    expect(await titles(other)).toEqual({ mine: 'of the second' });
    expect(await titles(person)).toEqual({});
    await second.sync.stop();

    await upToDate(await open({ replica, device: first.id }));
    expect(Object.keys(await titles(person))).toHaveLength(150);
    expect(await titles(other)).toEqual({ mine: 'of the second' });
  });

  it("never sends its changes with another account's token", async () => {
    const other = await newPerson(cloud);
    const device = await open({ session: accessOf(await signIn(cloud, other)) });
    device.write(titled('r', 'a'));
    await becomes(device, { state: 'needs-you', reason: 'sign-in', waiting: 1 });
    expect(network.seen('push') + network.seen('pull')).toBe(0);
  });
});

describe('what the cloud says', () => {
  it('refuses one poisoned change and takes those around it', async () => {
    const device = await open();
    await upToDate(device);
    const poison = device.replica.record(titled('poison', 'a\u0000b'));
    for (let index = 0; index < 30; index += 1) device.write(titled(`r${index}`, 'a'));
    const late = device.replica.record(titled('late', '\ud800'));
    for (let index = 30; index < 50; index += 1) device.write(titled(`r${index}`, 'a'));
    const large = device.replica.record(titled('large', 'x'.repeat(70_000)));
    device.sync.recorded();
    await becomes(device, { state: 'needs-you', reason: 'refused', refused: 3, waiting: 0 });
    expect(Object.fromEntries(device.replica.refusals)).toEqual({
      [poison.op_id]: 'invalid',
      [late.op_id]: 'invalid',
      [large.op_id]: 'too_large',
    });
    expect(Object.keys(await titles(person))).toHaveLength(50);
  });

  it('is kept where it is of a newer version', async () => {
    const device = await open();
    await upToDate(device);
    const later = { seq: 9, kind: 'mood-board', key: 'm', deleted: false, fields: { pins: [1] } };
    const rewrite = (answer: unknown) => {
      const page = answer as { changes: { fields: object }[]; next: object };
      const changes = page.changes.map((change) => ({
        ...change,
        shade: 'new',
        fields: { ...change.fields, sparkle: true },
      }));
      return { ...page, changes: [...changes, later], shape: 2 };
    };
    network.fail({ on: 'pull', fault: { kind: 'answer-rewritten', rewrite }, times: 20 });
    device.write(titled('r', 'a'));
    await expect
      .poll(() => device.replica.shown(), patience)
      .toEqual({
        'recipe/r': { title: 'a', sparkle: true },
        'mood-board/m': { pins: [1] },
      });
  });

  it('may refuse for a reason that is not known here', async () => {
    const device = await open();
    await upToDate(device);
    const operation = device.replica.record(titled('r', 'a'));
    const rewrite = () => ({
      answers: [{ op_id: operation.op_id, status: 'rejected', reason: 'out-of-fashion' }],
    });
    network.fail({ on: 'push', fault: { kind: 'answer-rewritten', rewrite } });
    device.sync.recorded();
    await becomes(device, { state: 'needs-you', reason: 'refused', refused: 1 });
    expect(device.replica.refusals.get(operation.op_id)).toBe('invalid');
  });

  it.each([
    ['of fewer operations', () => ({ answers: [] })],
    ['of another operation', () => ({ answers: [{ op_id: randomUUID(), status: 'ok', seq: 1 }] })],
    ['of no shape at all', () => null],
  ])('counts for nothing where it is an answer %s', async (_name, rewrite) => {
    const device = await open();
    await upToDate(device);
    network.fail({ on: 'push', fault: { kind: 'answer-rewritten', rewrite } });
    device.write(titled('r', 'a'));
    await upToDate(device);
    expect(network.seen('push')).toBe(2);
    expect([...device.replica.acknowledged.values()]).toEqual([1]);
    expect(await titles(person)).toEqual({ r: 'a' });
  });

  it('is heard anew after a restore', async () => {
    const [one, other] = [await open(), await open()];
    one.write(titled('r', 'a'));
    await expect.poll(() => other.replica.shown(), patience).toHaveProperty('recipe/r');
    await cloud.sql`update public.sync_head set epoch = gen_random_uuid() where user_id = ${person.id}`;
    await cloud.sql`delete from public.recipes where user_id = ${person.id}`;
    one.write(titled('s', 'b'));
    await expect
      .poll(() => [one.replica.shown(), other.replica.shown()], patience)
      .toEqual([{ 'recipe/s': { title: 'b' } }, { 'recipe/s': { title: 'b' } }]);
  });

  it('is believed by a device that missed the deletion and its tombstone', async () => {
    const [one, other] = [await open(), await open()];
    one.write(titled('r', 'a'));
    await expect.poll(() => other.replica.shown(), patience).toHaveProperty('recipe/r');
    other.sync.wentOffline();
    one.write({ kind: 'recipe', key: 'r', deleted: true });
    one.write(titled('s', 'b'));
    await upToDate(one);
    await cloud.sql`select private.sync_prune('0 seconds')`;
    const late = other.replica.record(titled('r', 'written without a network'));
    other.sync.wentOnline();
    await becomes(other, { state: 'needs-you', reason: 'refused', refused: 1 });
    expect(other.replica.refusals.get(late.op_id)).toBe('gone');
    expect(other.replica.shown()).toEqual({ 'recipe/s': { title: 'b' } });
  });
});

describe('this device', () => {
  it('goes on by itself when its own disk does', async () => {
    const device = await open();
    await upToDate(device);
    device.replica.breakWith(new Error('SQLITE_BUSY'));
    device.replica.record(titled('r', 'a'));
    device.sync.now();
    await becomes(device, { state: 'offline', reason: 'busy' });
    device.replica.breakWith(undefined);
    await upToDate(device);
    expect(await titles(person)).toEqual({ r: 'a' });
  });

  it('may have a clock that is a day wrong, and set meanwhile', async () => {
    const day = 24 * 60 * 60_000;
    let off = day;
    const wrong = quickTimers(10, () => Date.now() + off);
    const [one, other] = [await open({ timers: wrong }), await open()];
    await upToDate(one);
    await upToDate(other);
    one.write(titled('r', 'early'));
    await expect
      .poll(() => other.replica.shown(), patience)
      .toHaveProperty('recipe/r.title', 'early');
    network.setOffline(true);
    one.write(titled('r', 'earlier'));
    await becomes(one, { state: 'offline' });
    off = -day;
    network.setOffline(false);
    await upToDate(one);
    await expect
      .poll(() => other.replica.shown(), patience)
      .toHaveProperty('recipe/r.title', 'earlier');
    // The last writer wins as the cloud hears it, whatever the clocks say.
    other.write(titled('r', 'last'));
    await expect.poll(() => one.replica.shown(), patience).toHaveProperty('recipe/r.title', 'last');
  });
});
