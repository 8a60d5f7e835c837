import { randomUUID } from 'node:crypto';
import type { SupabaseClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type TestCloud, signedInUser, startLimitMs, startTestCloud } from '../cloud/harness.ts';

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
}, startLimitMs);
afterAll(() => cloud.stop());

async function call(
  method: string,
  path: string,
  who?: SupabaseClient | string,
): Promise<Response> {
  const token =
    typeof who === 'string' ? who : (await who?.auth.getSession())?.data.session?.access_token;
  return fetch(`${cloud.status.API_URL}/functions/v1/account/${path}`, {
    method,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
}

async function refusal(asked: Promise<Response>): Promise<readonly [number, string]> {
  const answer = await asked;
  return [answer.status, z.object({ code: z.string() }).parse(await answer.json()).code];
}

const documentSchema = z.object({
  format: z.literal('emulsion-account/1'),
  account: z.looseObject({ email: z.string(), sessions: z.array(z.unknown()) }),
  tables: z.record(z.string(), z.array(z.looseObject({ user_id: z.string() }))),
});

/** Makes a session look like one of an hour ago. */
async function age({ client, id }: { client: SupabaseClient; id: string }): Promise<void> {
  await cloud.sql`
    update auth.mfa_amr_claims set updated_at = now() - interval '1 hour'
    where session_id in (select id from auth.sessions where user_id = ${id})`;
  expect((await client.auth.refreshSession()).error).toBeNull();
}

describe('everything of an account', () => {
  it('comes as one document, whole and of nobody else', async () => {
    const ada = await signedInUser(cloud, 'ada');
    const bob = await signedInUser(cloud, 'bob');
    for (const { client } of [ada, bob]) {
      const ops = Array.from({ length: 100 }, (_, n) => ({
        op_id: randomUUID(),
        n: n + 1,
        kind: 'recipe',
        key: `r${n}`,
        fields: { title: `„Grüße“ ${n}` },
      }));
      for (const part of [
        ops,
        ops.map((op) => ({ ...op, op_id: randomUUID(), n: op.n + 100, key: `s${op.n}` })),
      ])
        expect(
          (await client.rpc('sync_push', { device: randomUUID(), ops: part })).error,
        ).toBeNull();
      await client.from('profiles').update({ display_name: 'A name' }).neq('display_name', 'x');
    }
    const answer = await call('GET', 'export', ada.client);
    expect(answer.headers.get('content-disposition')).toContain('attachment');
    const text = await answer.text();
    const { account, tables } = documentSchema.parse(JSON.parse(text));
    expect(account).toMatchObject({ id: ada.id, email: ada.email });
    expect(account.sessions).toHaveLength(1);
    expect(tables['recipes']).toHaveLength(200);
    expect(tables['sync_ops']).toHaveLength(200);
    expect(tables['profiles']).toMatchObject([{ display_name: 'A name' }]);
    expect(
      new Set(Object.values(tables).flatMap((rows) => rows.map((row) => row.user_id))),
    ).toEqual(new Set([ada.id]));
    expect(text).not.toContain(bob.id);
    expect(text).not.toMatch(/encrypted_password|\$2a\$|refresh_token|"secret"/);
  });

  it('is for who has just signed in, and not again and again', async () => {
    const cleo = await signedInUser(cloud, 'cleo');
    expect(await refusal(call('GET', 'export'))).toEqual([401, 'no_authorization']);
    for (let n = 0; n < 3; n += 1) {
      expect((await call('GET', 'export', cleo.client)).status).toBe(200);
    }
    expect(await refusal(call('GET', 'export', cleo.client))).toEqual([429, 'rate_limited']);
    await age(cleo);
    expect(await refusal(call('GET', 'export', cleo.client))).toEqual([
      403,
      'reauthentication_needed',
    ]);
  });
});

const requestSchema = z.object({
  request: z.object({ requested_at: z.iso.datetime(), execute_after: z.iso.datetime() }).nullable(),
});

async function requestOf(who: SupabaseClient) {
  return requestSchema.parse(await (await call('GET', 'deletion', who)).json()).request;
}

describe('the end of an account', () => {
  it('is asked for, thought over, and taken back', async () => {
    const dora = await signedInUser(cloud, 'dora');
    expect(await requestOf(dora.client)).toBeNull();
    expect((await call('POST', 'deletion', dora.client)).status).toBe(200);
    const asked = await requestOf(dora.client);
    const week = 7 * 86_400_000;
    expect(Date.parse(asked?.execute_after ?? '') - Date.parse(asked?.requested_at ?? '')).toBe(
      week,
    );
    await call('POST', 'deletion', dora.client);
    expect(await requestOf(dora.client)).toEqual(asked);

    expect(await (await call('DELETE', 'deletion', dora.client)).json()).toEqual({
      taken_back: true,
    });
    expect(await (await call('DELETE', 'deletion', dora.client)).json()).toEqual({
      taken_back: false,
    });
    expect(await requestOf(dora.client)).toBeNull();
    const log = await cloud.sql`
      select action from public.audit_log where subject = ${dora.id} order by seq`;
    expect(log.map((entry) => String(entry['action']))).toEqual([
      'deletion.request',
      'deletion.take_back',
    ]);
  });

  it('needs a fresh sign-in, and a session that is alive', async () => {
    const eve = await signedInUser(cloud, 'eve');
    const token = (await eve.client.auth.getSession()).data.session?.access_token ?? '';
    await age(eve);
    expect(await refusal(call('POST', 'deletion', eve.client))).toEqual([
      403,
      'reauthentication_needed',
    ]);
    await eve.client.auth.signOut();
    for (const method of ['GET', 'POST', 'DELETE']) {
      expect(await refusal(call(method, 'deletion', token))).toEqual([401, 'session_ended']);
    }
  });

  it('comes when its time does, and leaves nothing', async () => {
    const fay = await signedInUser(cloud, 'fay');
    const gus = await signedInUser(cloud, 'gus');
    for (const { client } of [fay, gus]) await call('POST', 'deletion', client);
    await cloud.sql`
      update public.deletion_requests
      set requested_at = now() - interval '8 days', execute_after = now() - interval '1 second'
      where user_id = ${fay.id}`;
    expect(await refusal(call('POST', 'deletion/run', fay.client))).toEqual([403, 'not_allowed']);
    expect(await refusal(call('POST', 'deletion/run'))).toEqual([403, 'not_allowed']);
    const run = await call('POST', 'deletion/run', cloud.status.SERVICE_ROLE_KEY);
    expect(await run.json()).toEqual({ deleted: 1 });

    const left =
      await cloud.sql`select id from auth.users where id in ${cloud.sql([fay.id, gus.id])}`;
    expect(left).toEqual([{ id: gus.id }]);
    expect(await refusal(call('GET', 'deletion', fay.client))).toEqual([401, 'session_ended']);
    const late = await fay.client.rpc('sync_push', { device: randomUUID(), ops: [] });
    expect(late).toMatchObject({ status: 401, error: { details: 'account_gone' } });
  });
});
