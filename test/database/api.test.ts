import { randomUUID } from 'node:crypto';
import type { SupabaseClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type TestCloud,
  client,
  password,
  serviceClient,
  signedInUser,
  startLimitMs,
  startTestCloud,
} from '../cloud/harness.ts';

/** The schema as the app meets it: supabase-js, real tokens, the real PostgREST. */
let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
}, startLimitMs);
afterAll(() => cloud.stop());

function operation(n: number, title: string) {
  return { op_id: randomUUID(), n, kind: 'recipe', key: 'r1', fields: { title } };
}

async function pulled(user: SupabaseClient): Promise<unknown> {
  const { data, error } = await user.rpc('sync_pull', { cursor: null });
  expect(error).toBeNull();
  return data;
}

test('pushes, pulls, and keeps users apart', async () => {
  const ada = await signedInUser(cloud, 'ada');
  const bob = await signedInUser(cloud, 'bob');
  const pushed = await ada.client.rpc('sync_push', {
    device: randomUUID(),
    ops: [operation(1, 'Warm')],
  });
  expect(pushed.error).toBeNull();
  expect(pushed.data).toMatchObject({ seq: 1, answers: [{ status: 'ok', seq: 1 }] });
  expect(await pulled(ada.client)).toMatchObject({
    mode: 'snapshot',
    changes: [{ kind: 'recipe', key: 'r1', fields: { title: 'Warm' }, seq: 1 }],
    more: false,
  });
  expect(await pulled(bob.client)).toMatchObject({ changes: [] });

  const stolen = await bob.client.from('recipes').select().eq('user_id', ada.id);
  expect(stolen.data).toEqual([]);
  const forged = await bob.client.from('recipes').insert({ user_id: bob.id, key: 'r2' });
  expect(forged).toMatchObject({ status: 403, error: { code: '42501' } });
});

test('says by its status what is wrong with a push', async () => {
  const ada = await signedInUser(cloud, 'ada');
  const device = randomUUID();
  const much = await ada.client.rpc('sync_push', {
    device,
    ops: Array.from({ length: 101 }, (_, n) => operation(n, 'x')),
  });
  expect(much).toMatchObject({ status: 413, error: { code: 'PT413', details: 'too_many_ops' } });

  await ada.client.rpc('sync_push', { device, ops: [] });
  expect((await ada.client.rpc('revoke_device', { device })).data).toBe(true);
  const revoked = await ada.client.rpc('sync_push', { device, ops: [] });
  expect(revoked).toMatchObject({ status: 403, error: { details: 'device_revoked' } });
  const refreshed = await ada.client.auth.refreshSession();
  expect(refreshed.error).not.toBeNull();

  const nobody = await client(cloud).rpc('sync_push', { device, ops: [] });
  expect(nobody).toMatchObject({ status: 401, error: { code: '42501' } });
});

test('an admin publishes with the role from the token hook, and everybody is served', async () => {
  const grace = await signedInUser(cloud, 'grace');
  const document = { schemaVersion: 1 };
  const asUser = await grace.client.rpc('publish_config', { channel: 'production', document });
  expect(asUser).toMatchObject({ status: 403, error: { code: '42501' } });

  await cloud.sql`insert into public.roles (user_id, role) values (${grace.id}, 'admin')`;
  await grace.client.auth.signInWithPassword({ email: grace.email, password });
  const around = await grace.client.rpc('publish_config', { channel: 'production', document });
  expect(around).toMatchObject({ status: 422, error: { details: 'not_validated' } });
  const own = await grace.client.rpc('admit_config', { document });
  expect(own).toMatchObject({ error: { code: '42501' } });

  expect((await serviceClient(cloud).rpc('admit_config', { document })).error).toBeNull();
  const asAdmin = await grace.client.rpc('publish_config', { channel: 'production', document });
  expect(asAdmin).toMatchObject({ error: null, data: { revision: 1, percent: 100 } });

  const served = await client(cloud).rpc('current_config', { channel: 'production' });
  expect(served).toMatchObject({ error: null, data: { document, revision: 1 } });
});
