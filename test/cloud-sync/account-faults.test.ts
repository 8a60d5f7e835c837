import { describe, expect, it } from 'vitest';
import { accountIdSchema } from '../../electron/contract/account.ts';
import type { SessionAccess } from '../../electron/cloud/sync/session-access.ts';
import { allowDevices, serviceClient } from '../cloud/harness.ts';
import { accessOf, newPerson, signIn } from './support/devices.ts';
import { createMemoryReplica } from './support/memory-replica.ts';
import { becomes, patience, setScene, titled, titlesOf, upToDate } from './support/scene.ts';

const scene = setScene();

describe('the account', () => {
  it('needs the user once its session is over, and goes on after a new sign-in', async () => {
    const client = await signIn(scene.cloud, scene.person);
    let session = accessOf(client);
    const device = await scene.open({
      session: { accessToken: () => session.accessToken(), renew: () => session.renew() },
    });
    await upToDate(device);
    await client.auth.signOut();
    device.write(titled('r', 'a'));
    await becomes(device, { state: 'needs-you', reason: 'sign-in', waiting: 1 });
    session = accessOf(await signIn(scene.cloud, scene.person));
    device.sync.now();
    await upToDate(device);
    expect(await titlesOf(scene.cloud, scene.person)).toEqual({ r: 'a' });
  });

  it('asks for the second factor where the session does', async () => {
    const session: SessionAccess = {
      accessToken: () => Promise.resolve(null),
      renew: () => Promise.resolve('second-factor'),
    };
    await becomes(await scene.open({ session }), { state: 'needs-you', reason: 'second-factor' });
    expect(scene.network.seen('push') + scene.network.seen('pull')).toBe(0);
  });

  it('is quiet on a device that was signed out from afar', async () => {
    const device = await scene.open();
    device.write(titled('r', 'a'));
    await upToDate(device);
    await scene.cloud.sql`update public.devices set revoked_at = now() where id = ${device.id}`;
    device.write(titled('r', 'b'));
    await becomes(device, { state: 'needs-you', reason: 'signed-out-elsewhere', waiting: 1 });
    const seen = scene.network.seen('any');
    device.write(titled('r', 'c'));
    device.sync.wentOffline();
    device.sync.wentOnline();
    await becomes(device, { state: 'needs-you', waiting: 2 });
    expect(scene.network.seen('any')).toBe(seen);
    expect(await titlesOf(scene.cloud, scene.person)).toEqual({ r: 'a' });
  });

  it('has no room for one device more than the plan has, until another is signed out', async () => {
    const first = await scene.open();
    first.write(titled('r', 'a'));
    await upToDate(first);
    const second = await scene.open();
    await upToDate(second);
    await allowDevices(scene.cloud, 1);
    try {
      second.write(titled('s', 'b'));
      await becomes(second, {
        state: 'needs-you',
        reason: 'too-many-devices',
        waiting: 1,
        allowedDevices: 1,
      });
      expect(second.replica.shown()).toMatchObject({ 'recipe/r': {}, 'recipe/s': { title: 'b' } });
      first.write(titled('r', 'c'));
      await upToDate(first);
      await scene.cloud.sql`update public.devices set revoked_at = now() where id = ${first.id}`;
      second.sync.now();
      await upToDate(second);
    } finally {
      await allowDevices(scene.cloud, 3);
    }
    expect(await titlesOf(scene.cloud, scene.person)).toEqual({ r: 'c', s: 'b' });
  });

  it('hears at once that another device signed it out', async () => {
    let revoked = 0;
    const session = await signIn(scene.cloud, scene.person);
    const device = await scene.open({ onRevoked: () => (revoked += 1) });
    const other = await scene.open({ session: accessOf(session) });
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
    const device = await scene.open();
    await upToDate(device);
    const { error } = await serviceClient(scene.cloud).auth.admin.deleteUser(scene.person.id);
    expect(error).toBeNull();
    device.write(titled('r', 'a'));
    await becomes(device, { state: 'needs-you', reason: 'account-gone', waiting: 1 });
  });

  it('is switched with a full outbox, and nothing goes astray', async () => {
    const other = await newPerson(scene.cloud);
    scene.network.setOffline(true);
    const replica = createMemoryReplica(accountIdSchema.parse(scene.person.id));
    const first = await scene.open({ replica });
    for (let index = 0; index < 150; index += 1) first.write(titled(`r${index}`, 'of the first'));
    await becomes(first, { state: 'offline', waiting: 150 });
    await first.sync.stop();

    scene.network.heal();
    const second = await scene.open({ device: first.id }, other);
    second.write(titled('mine', 'of the second'));
    await upToDate(second);
    expect(await titlesOf(scene.cloud, other)).toEqual({ mine: 'of the second' });
    expect(await titlesOf(scene.cloud, scene.person)).toEqual({});
    await second.sync.stop();

    await upToDate(await scene.open({ replica, device: first.id }));
    expect(Object.keys(await titlesOf(scene.cloud, scene.person))).toHaveLength(150);
    expect(await titlesOf(scene.cloud, other)).toEqual({ mine: 'of the second' });
  });

  it("never sends its changes with another account's token", async () => {
    const other = await newPerson(scene.cloud);
    const device = await scene.open({ session: accessOf(await signIn(scene.cloud, other)) });
    device.write(titled('r', 'a'));
    await becomes(device, { state: 'needs-you', reason: 'sign-in', waiting: 1 });
    expect(scene.network.seen('push') + scene.network.seen('pull')).toBe(0);
  });
});
