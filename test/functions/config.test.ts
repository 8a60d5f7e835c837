import { TOTP } from 'otpauth';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type TestCloud,
  password,
  signedInUser,
  startLimitMs,
  startTestCloud,
} from '../cloud/harness.ts';
import { postConfig, publishDocument, signedInAdmin, tokenOf } from './support/admins.ts';

let cloud: TestCloud;
let admin: string;

beforeAll(async () => {
  cloud = await startTestCloud();
  admin = await tokenOf((await signedInAdmin(cloud, 'grace')).client);
}, startLimitMs);
afterAll(() => cloud.stop());

const schemaVersion = '1.0';

function current(query: string, headers: Readonly<Record<string, string>> = {}) {
  return fetch(`${cloud.status.API_URL}/functions/v1/config/current?${query}`, { headers });
}

describe('what is served', () => {
  it('is nothing before somebody publishes', async () => {
    expect((await current('channel=staging')).status).toBe(204);
    expect((await current('channel=moon')).status).toBe(400);
  });

  it('is sent again only when it has changed', async () => {
    await publishDocument(cloud, admin, {
      channel: 'staging',
      document: { schemaVersion, policy: 'best' },
    });
    const first = await current('channel=staging&installation=a');
    expect(first.status).toBe(200);
    expect(await first.json()).toMatchObject({
      channel: 'staging',
      revision: 1,
      document: { schemaVersion, policy: 'best' },
    });
    const tag = first.headers.get('etag') ?? '';
    const again = await current('channel=staging&installation=a', { 'if-none-match': tag });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
    await publishDocument(cloud, admin, {
      channel: 'staging',
      document: { schemaVersion, policy: 'fastest' },
    });
    const changed = await current('channel=staging&installation=a', { 'if-none-match': tag });
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(tag);
  });
});

describe('publishing', () => {
  const request = { channel: 'production', document: { schemaVersion }, seenRevision: 0 };

  it('is for admins', async () => {
    const ada = await tokenOf((await signedInUser(cloud, 'ada')).client);
    for (const action of ['validate', 'publish', 'rollback', 'percent'] as const) {
      const body = { ...request, percent: 50 };
      const asNobody = await postConfig(cloud, action, { token: null, body });
      expect({ action, ...asNobody }).toMatchObject({ action, status: 401 });
      const forged = await postConfig(cloud, action, { token: 'a.b.c', body });
      expect({ action, ...forged }).toMatchObject({ action, status: 401 });
      const asAda = await postConfig(cloud, action, { token: ada, body });
      expect({ action, ...asAda }).toMatchObject({ action, status: 403 });
    }
    const asKey = await postConfig(cloud, 'publish', {
      token: cloud.status.SERVICE_ROLE_KEY,
      body: request,
    });
    expect(asKey.status).toBe(403);
    expect((await current('channel=production')).status).toBe(204);
  });

  it('asks an admin for the second factor that they have', async () => {
    const { client, email } = await signedInAdmin(cloud, 'vera');
    const enrolled = await client.auth.mfa.enroll({ factorType: 'totp' });
    if (enrolled.error) throw enrolled.error;
    const totp = new TOTP({ secret: enrolled.data.totp.secret });
    const factorId = enrolled.data.id;
    await client.auth.mfa.challengeAndVerify({ factorId, code: totp.generate() });
    const body = { channel: 'development', document: { schemaVersion }, seenRevision: 0 };

    await client.auth.signInWithPassword({ email, password });
    const without = await postConfig(cloud, 'publish', { token: await tokenOf(client), body });
    expect(without.status).toBe(403);

    // A code serves once: the next one is due in half a minute, the clock's tolerance allows it now.
    const code = totp.generate({ timestamp: Date.now() + 30_000 });
    const verified = await client.auth.mfa.challengeAndVerify({ factorId, code });
    expect(verified.error).toBeNull();
    const withIt = await postConfig(cloud, 'publish', { token: await tokenOf(client), body });
    expect(withIt).toMatchObject({ status: 200, body: { revision: 1 } });
  });

  it('refuses what does not fit the schema, and says where', async () => {
    const refused = async (document: unknown) => {
      const body = { ...request, document };
      const answer = await postConfig(cloud, 'publish', { token: admin, body });
      expect(answer.status).toBe(422);
      return answer.body;
    };
    expect(await refused({ schemaVersion, policy: 'dearest' })).toMatchObject({
      problems: [{ path: ['policy'] }],
    });
    expect(await refused({ schemaVersion, polcy: 'best' })).toMatchObject({
      problems: [{ path: ['polcy'] }],
    });
    expect(await refused({ schemaVersion: '2.0' })).toMatchObject({
      problems: [{ path: ['schemaVersion'] }],
    });
    expect(await refused('text')).toMatchObject({ problems: [{ path: [] }] });
    const elsewhere = { openai: { host: 'images.attacker.example' } };
    expect(await refused({ schemaVersion, providers: elsewhere })).toMatchObject({
      problems: [{ path: ['providers', 'openai'] }, { path: ['providers', 'openai', 'host'] }],
    });
    const longer = { openai: { allowedHosts: ['api.openai.com', 'images.attacker.example'] } };
    expect(await refused({ schemaVersion, providers: longer })).toMatchObject({
      problems: [{ path: ['providers', 'openai'] }],
    });
    expect((await current('channel=production')).status).toBe(204);
  });

  it('refuses what is not a request', async () => {
    const answers = await Promise.all(
      [{}, { ...request, percent: 101 }, { ...request, document: 'x'.repeat(700_000) }].map(
        (body) => postConfig(cloud, 'publish', { token: admin, body }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400]);
  });

  it('never overwrites what the admin has not seen', async () => {
    const channel = 'production';
    const publish = (policy: string, seenRevision: number) =>
      postConfig(cloud, 'publish', {
        token: admin,
        body: { channel, document: { schemaVersion, policy }, note: policy, seenRevision },
      });
    expect(await publish('best', 0)).toMatchObject({ status: 200, body: { revision: 1 } });
    expect(await publish('fastest', 0)).toEqual({
      status: 409,
      body: { code: 'revision_conflict' },
    });
    const second = await publish('fastest', 1);
    expect(second).toMatchObject({
      status: 200,
      body: {
        revision: 2,
        percent: 100,
        document: { policy: 'fastest' },
        versions: [{ note: 'fastest', author: expect.stringContaining('grace') }, { note: 'best' }],
      },
    });

    const validated = await postConfig(cloud, 'validate', {
      token: admin,
      body: { channel, document: { schemaVersion, policy: 'best', flags: { 'new-canvas': true } } },
    });
    expect(validated.body).toEqual({
      problems: [],
      changes: [
        { path: ['policy'], title: 'Routing policy', before: 'fastest', after: 'best' },
        { path: ['flags', 'new-canvas'], title: 'new-canvas', after: true },
      ],
    });

    const back = await postConfig(cloud, 'rollback', {
      token: admin,
      body: { channel, seenRevision: 2 },
    });
    expect(back).toMatchObject({ status: 200, body: { document: { policy: 'best' } } });
    const early = await postConfig(cloud, 'percent', {
      token: admin,
      body: { channel, percent: 10, seenRevision: 2 },
    });
    expect(early).toMatchObject({ status: 409 });
    const nothing = await postConfig(cloud, 'rollback', {
      token: admin,
      body: { channel, seenRevision: 3 },
    });
    expect(nothing).toEqual({ status: 404, body: { code: 'no_version' } });

    const log = await cloud.sql`
      select actor from public.audit_log
      where action = 'config_channels.point' and subject = ${channel}`;
    expect(log).toHaveLength(3);
  });

  it('reaches a share of the installations first, the same ones each time', async () => {
    const channel = 'production';
    const [row] = await cloud.sql<{ revision: string }[]>`
      select revision from public.config_channels where channel = ${channel}`;
    const seenRevision = Number(row?.revision);
    const body = { channel, document: { schemaVersion, policy: 'private' }, seenRevision };
    await postConfig(cloud, 'publish', { token: admin, body: { ...body, percent: 30 } });
    const served = async () => {
      const answers = await Promise.all(
        Array.from({ length: 200 }, (_, n) => current(`channel=${channel}&installation=i${n}`)),
      );
      const documents = await Promise.all(answers.map((answer) => answer.text()));
      return documents.flatMap((text, n) => (text.includes('private') ? [n] : []));
    };
    const first = await served();
    expect(first.length).toBeGreaterThan(30);
    expect(first.length).toBeLessThan(90);
    await postConfig(cloud, 'percent', {
      token: admin,
      body: { channel, percent: 70, seenRevision: seenRevision + 1 },
    });
    const wider = await served();
    expect(wider).toEqual(expect.arrayContaining(first));
    expect(wider.length).toBeGreaterThan(110);
    expect(wider.length).toBeLessThan(170);
  });
});
