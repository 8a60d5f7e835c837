import { randomBytes, randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { SupabaseClient } from '@supabase/supabase-js';
import { SignJWT, decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  type TestCloud,
  serviceClient,
  signedInUser,
  startLimitMs,
  startTestCloud,
} from './harness.ts';

let cloud: TestCloud;
let ada: { readonly client: SupabaseClient; readonly id: string };
let eve: { readonly client: SupabaseClient; readonly id: string };
beforeAll(async () => {
  cloud = await startTestCloud();
  ada = await signedInUser(cloud, 'ada');
  eve = await signedInUser(cloud, 'eve');
}, startLimitMs);
afterAll(() => cloud.stop());

const png = 'image/png';
const bytes = randomBytes(300_000);

/** Where the gateway has let somebody write. */
async function granted(user: string, file = 'image'): Promise<string> {
  const job = randomUUID();
  await cloud.sql`
    select public.ai_grant_upload(${job}, ${user}, ${file}, ${png}, ${bytes.length}, ${'0'.repeat(64)})`;
  return `${user}/${job}/${file}`;
}

let name: string;
beforeEach(async () => {
  name = await granted(ada.id);
});

const bucketOf = ({ client }: { readonly client: SupabaseClient }) => client.storage.from('ai');

async function signed(file = name): Promise<string> {
  const { data, error } = await bucketOf(ada).createSignedUploadUrl(file);
  if (error) throw error;
  return data.token;
}

/** In upstream's words: the status is in the body. */
const refusalSchema = z.object({ statusCode: z.string(), error: z.string(), message: z.string() });

async function refusal(request: Promise<Response>): Promise<readonly [number, string, string]> {
  const answer = await request;
  const { statusCode, error } = refusalSchema.parse(await answer.json());
  return [answer.status, statusCode, error];
}

const put = (
  file: string,
  token: string,
  { body = bytes, type = png }: { readonly body?: Buffer; readonly type?: string } = {},
): Promise<Response> =>
  fetch(`${cloud.status.API_URL}/storage/v1/object/upload/sign/ai/${file}?token=${token}`, {
    method: 'PUT',
    headers: { 'content-type': type },
    body: new Uint8Array(body),
  });

describe('an object', () => {
  it.each([
    ['a Blob', () => new Blob([new Uint8Array(bytes)], { type: png })],
    ['bytes', () => new Uint8Array(bytes)],
  ])('goes up as %s by a signed address, comes down again, and is removed', async (_kind, body) => {
    const { data, error } = await bucketOf(ada).createSignedUploadUrl(name);
    expect(error).toBeNull();
    const sent = await bucketOf(ada).uploadToSignedUrl(name, data?.token ?? '', body(), {
      contentType: png,
    });
    expect(sent).toEqual({ data: { path: name, fullPath: `ai/${name}` }, error: null });

    const own = await bucketOf(ada).download(name);
    expect(Buffer.from((await own.data?.arrayBuffer()) ?? new ArrayBuffer())).toEqual(bytes);
    const address = await bucketOf(ada).createSignedUrl(name, 60);
    const fetched = await fetch(address.data?.signedUrl ?? '');
    expect(fetched.headers.get('content-type')).toBe(png);
    expect(Buffer.from(await fetched.arrayBuffer())).toEqual(bytes);

    const removed = await bucketOf(ada).remove([name]);
    expect(removed.data).toMatchObject([{ name }]);
    expect((await bucketOf(ada).download(name)).error).not.toBeNull();
    expect((await fetch(address.data?.signedUrl ?? '')).status).toBe(400);
    expect(await readdir(path.join(cloud.dataFolder, 'storage'))).toEqual([]);
  });

  it('is written, read and removed by the service wherever it likes', async () => {
    const bucket = serviceClient(cloud).storage.from('ai');
    expect(
      (await bucket.upload(name, new Uint8Array(bytes), { contentType: png })).error,
    ).toBeNull();
    expect(
      (await bucket.upload(name, new Uint8Array(8), { contentType: png })).error,
    ).toMatchObject({
      message: 'The resource already exists',
    });
    const other = { contentType: png, upsert: true };
    expect((await bucket.upload(name, new Uint8Array(8), other)).error).toBeNull();
    expect((await bucket.download(name)).data?.size).toBe(8);
    expect((await bucket.remove([name])).data).toHaveLength(1);
  });
});

describe('a stranger', () => {
  it('gets no address for another folder, nor for a place that nobody granted', async () => {
    const theirs = await granted(eve.id);
    const ungranted = `${ada.id}/${randomUUID()}/image`;
    for (const file of [theirs, ungranted, 'image', `${ada.id}/image`]) {
      const { error } = await bucketOf(ada).createSignedUploadUrl(file);
      expect(error).toMatchObject({ message: 'new row violates row-level security policy' });
    }
    const direct = await bucketOf(ada).upload(ungranted, new Uint8Array(8), { contentType: png });
    expect(direct.error).not.toBeNull();
  });

  it('reads, shares and removes nothing of another account', async () => {
    expect((await put(name, await signed())).status).toBe(200);
    expect((await bucketOf(eve).download(name)).error).not.toBeNull();
    expect((await bucketOf(eve).createSignedUrl(name, 60)).error).toMatchObject({
      message: 'Object not found',
    });
    expect((await bucketOf(eve).remove([name])).data).toEqual([]);
    expect((await bucketOf(ada).download(name)).error).toBeNull();
  });

  it('has no session that was made up', async () => {
    const asked = (token: string) =>
      fetch(`${cloud.status.API_URL}/storage/v1/object/ai/${name}`, {
        headers: { authorization: `Bearer ${token}` },
      });
    expect(await refusal(asked('x.y.z'))).toEqual([400, '400', 'InvalidJWT']);
    // A token of an address is nobody's session, and the other way round.
    expect(await refusal(asked(await signed()))).toEqual([400, '400', 'InvalidJWT']);
    const session = (await ada.client.auth.getSession()).data.session?.access_token ?? '';
    expect(await refusal(put(name, session))).toEqual([400, '400', 'InvalidJWT']);
  });
});

describe('an address', () => {
  it('is good for its own place alone, and once', async () => {
    const token = await signed();
    const other = await granted(ada.id, 'mask');
    expect(await refusal(put(other, token))).toEqual([400, '400', 'InvalidSignature']);
    expect((await put(name, token)).status).toBe(200);
    expect(await refusal(put(name, token))).toEqual([400, '409', 'Duplicate']);
  });

  it('can’t be altered, made up or used for the other direction', async () => {
    const token = await signed();
    const [head = '', , mark = ''] = token.split('.');
    const claims = { ...decodeJwt(token), url: `ai/${eve.id}/x/image` };
    const forged = [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), mark].join(
      '.',
    );
    expect(await refusal(put(`${eve.id}/x/image`, forged))).toEqual([400, '400', 'InvalidJWT']);
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    expect(await refusal(put(name, `${none}.${token.split('.')[1]}.`))).toEqual([
      400,
      '400',
      'InvalidJWT',
    ]);
    const guessed = await new SignJWT({ url: `ai/${name}`, upsert: true })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(cloud.status.ANON_KEY));
    expect(await refusal(put(name, guessed))).toEqual([400, '400', 'InvalidJWT']);

    expect((await put(name, token)).status).toBe(200);
    const readable = (await bucketOf(ada).createSignedUrl(name, 60)).data?.signedUrl ?? '';
    const reading = new URL(readable).searchParams.get('token') ?? '';
    expect(await refusal(put(name, reading))).toEqual([400, '400', 'InvalidSignature']);
    expect(await refusal(fetch(readable.replace(reading, token)))).toEqual([
      400,
      '400',
      'InvalidSignature',
    ]);
  });

  it('ends', async () => {
    expect((await put(name, await signed())).status).toBe(200);
    const { data } = await bucketOf(ada).createSignedUrl(name, 2);
    expect((await fetch(data?.signedUrl ?? '')).status).toBe(200);
    await expect
      .poll(async () => (await fetch(data?.signedUrl ?? '')).status, { timeout: 5_000 })
      .toBe(400);
    expect(await refusal(fetch(data?.signedUrl ?? ''))).toEqual([400, '400', 'InvalidJWT']);
  });
});

describe('what is stored', () => {
  it('is an image of at most 50 MB, as it says and as it is', async () => {
    const token = await signed();
    expect(await refusal(put(name, token, { type: 'text/html' }))).toEqual([
      400,
      '415',
      'invalid_mime_type',
    ]);
    const large = Buffer.alloc(50 * 1024 * 1024 + 1);
    expect(await refusal(put(name, token, { body: large }))).toEqual([
      400,
      '413',
      'Payload too large',
    ]);
    // Sent without saying how much it is: refused, or cut off while it comes.
    const chunk = new Uint8Array(1024 * 1024);
    let left = 80;
    const unannounced = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        left -= 1;
        if (left < 0) controller.close();
        else controller.enqueue(chunk);
      },
    });
    const answer = await fetch(
      `${cloud.status.API_URL}/storage/v1/object/upload/sign/ai/${name}?token=${token}`,
      {
        method: 'PUT',
        headers: { 'content-type': png },
        body: unannounced,
        duplex: 'half',
      } as RequestInit,
    ).catch(() => undefined);
    expect(answer?.status ?? 400).toBe(400);
    // Nothing of all that stays.
    expect((await bucketOf(ada).download(name)).error).not.toBeNull();
    expect((await readdir(path.join(cloud.dataFolder, 'storage'))).join()).not.toContain('.part');
  });

  it('has a name that leads nowhere else', async () => {
    const session = (await ada.client.auth.getSession()).data.session?.access_token ?? '';
    const asked = (address: string) =>
      fetch(`${cloud.status.API_URL}/storage/v1/object/${address}`, {
        headers: { authorization: `Bearer ${session}` },
      });
    const outside = [
      `ai/${ada.id}%2f..%2f${eve.id}/x/image`,
      `ai/${ada.id}/..%2f..%2fsecrets.json`,
      `ai/..%2f..%2f..%2fetc%2fpasswd`,
      `ai/%2e%2e/%2e%2e/secrets.json`,
      `ai/${ada.id}//image`,
      `ai/${ada.id}/%00image`,
      `ai/${ada.id}/%zz`,
      `ai/${ada.id}\\..\\image`,
      `..%2fai/image`,
    ];
    for (const address of outside) {
      const answer = await asked(address);
      expect({ address, status: answer.status }).toMatchObject({
        status: address.includes('%2e%2e/') ? 404 : 400,
      });
    }
    for (const file of [`${ada.id}/../${eve.id}/image`, '../../secrets.json', '']) {
      expect((await bucketOf(ada).remove([file])).error).not.toBeNull();
    }
  });
});
