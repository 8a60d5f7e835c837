import { randomUUID } from 'node:crypto';
import type { SupabaseClient } from '@supabase/supabase-js';
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  type TestCloud,
  client,
  password,
  signedInUser,
  startLimitMs,
  startTestCloud,
} from './harness.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
}, startLimitMs);
afterAll(() => cloud.stop());

const codesSchema = z.array(z.string()).length(10);

/** Adds an authenticator app, and gives what it shows. */
async function enrol(supabase: SupabaseClient): Promise<() => string> {
  const { data, error } = await supabase.auth.mfa.enroll({ factorType: 'totp' });
  if (error) throw error;
  const app = new TOTP({ secret: data.totp.secret });
  const verified = await supabase.auth.mfa.challengeAndVerify({
    factorId: data.id,
    code: app.generate(),
  });
  expect(verified.error).toBeNull();
  return () => app.generate();
}

async function signIn(email: string): Promise<SupabaseClient> {
  const supabase = client(cloud);
  expect((await supabase.auth.signInWithPassword({ email, password })).error).toBeNull();
  return supabase;
}

describe('who has lost the authenticator app', () => {
  it('comes back with a recovery code, once, and everybody else is out', async () => {
    const ada = await signedInUser(cloud, 'ada');
    await enrol(ada.client);
    const told = await ada.client.rpc('renew_recovery_codes');
    const [code = '', other = ''] = codesSchema.parse(told.data);

    const back = await signIn(ada.email);
    const level = await back.auth.mfa.getAuthenticatorAssuranceLevel();
    expect(level.data).toMatchObject({ currentLevel: 'aal1', nextLevel: 'aal2' });
    const renewed = await back.rpc('renew_recovery_codes');
    expect(renewed).toMatchObject({ status: 403, error: { details: 'second_factor_required' } });
    const shut = await back.rpc('sync_push', { device: randomUUID(), ops: [] });
    expect(shut).toMatchObject({ status: 403, error: { details: 'second_factor_required' } });
    expect((await back.from('devices').select()).data).toEqual([]);

    const used = await back.rpc('use_recovery_code', { code: code.toLowerCase() });
    expect(used).toMatchObject({ error: null, data: { status: 'used' } });
    expect((await back.auth.refreshSession()).error).toBeNull();
    const free = await back.auth.mfa.getAuthenticatorAssuranceLevel();
    expect(free.data).toMatchObject({ currentLevel: 'aal1', nextLevel: 'aal1' });
    expect((await back.rpc('sync_push', { device: randomUUID(), ops: [] })).error).toBeNull();

    expect((await ada.client.auth.refreshSession()).error).not.toBeNull();
    const again = await back.rpc('use_recovery_code', { code: other });
    expect(again.data).toEqual({ status: 'wrong' });
  });

  it('has five tries, however many arrive at once', async () => {
    const bob = await signedInUser(cloud, 'bob');
    await enrol(bob.client);
    codesSchema.parse((await bob.client.rpc('renew_recovery_codes')).data);
    const back = await signIn(bob.email);
    const tries = await Promise.all(
      Array.from({ length: 12 }, () => back.rpc('use_recovery_code', { code: 'A'.repeat(16) })),
    );
    const answers = tries.map(({ data }) => z.object({ status: z.string() }).parse(data).status);
    expect(answers.filter((status) => status === 'wrong')).toHaveLength(5);
    expect(answers.filter((status) => status === 'limited')).toHaveLength(7);
  });

  it('spends a code once, though it is sent twice', async () => {
    const cleo = await signedInUser(cloud, 'cleo');
    await enrol(cleo.client);
    const [code] = codesSchema.parse((await cleo.client.rpc('renew_recovery_codes')).data);
    const back = await signIn(cleo.email);
    const tries = await Promise.all([1, 2].map(() => back.rpc('use_recovery_code', { code })));
    expect(
      tries.map(({ data }) => z.object({ status: z.string() }).parse(data).status).sort(),
    ).toEqual(['used', 'wrong']);
  });
});

describe('devices', () => {
  it('are listed, and signed out from afar', async () => {
    const dora = await signedInUser(cloud, 'dora');
    const laptop = { device: randomUUID(), name: 'Laptop', platform: 'linux', app_version: '1' };
    expect((await dora.client.rpc('register_device', laptop)).error).toBeNull();
    const other = await signIn(dora.email);
    const desk = { ...laptop, device: randomUUID(), name: 'Desk' };
    expect((await other.rpc('register_device', desk)).error).toBeNull();

    const listed = await other.rpc('list_devices');
    expect(listed.data).toEqual([
      expect.objectContaining({ id: desk.device, is_this: true, signed_in: true }),
      expect.objectContaining({ id: laptop.device, is_this: false, signed_in: true }),
    ]);
    expect((await other.rpc('revoke_device', { device: laptop.device })).data).toBe(true);
    expect((await dora.client.auth.refreshSession()).error).not.toBeNull();
    const late = await dora.client.rpc('register_device', laptop);
    expect(late).toMatchObject({ status: 403, error: { details: 'session_ended' } });

    const anew = await signIn(dora.email);
    expect((await anew.rpc('register_device', laptop)).error).toBeNull();
    const push = await anew.rpc('sync_push', { device: laptop.device, ops: [] });
    expect(push.error).toBeNull();
  });
});

describe('an avatar', () => {
  it('comes back as it was written', async () => {
    const { client: supabase, id } = await signedInUser(cloud, 'eve');
    const webp = Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBP'), Buffer.alloc(1000, 7)]);
    const avatar = `\\x${webp.toString('hex')}`;
    const written = await supabase.from('profiles').update({ avatar }).eq('user_id', id);
    expect(written.error).toBeNull();
    const read = await supabase.from('profiles').select('avatar').single();
    expect(read.data).toEqual({ avatar });
    const png = await supabase.from('profiles').update({ avatar: '\\x89504e47' }).eq('user_id', id);
    expect(png.error).toMatchObject({ code: '23514' });
  });
});
