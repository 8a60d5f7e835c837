import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { gatewayGrantsSchema, gatewayPlaceSchema } from '../../electron/contract/gateway.ts';
import { startLimitMs } from '../cloud/harness.ts';
import {
  type Gateway,
  type Person,
  eventsOf,
  refusalOf,
  startGateway,
  textModel,
} from './support/gateway.ts';

let gateway: Gateway;
let ada: Person;
/** Noise: nothing makes it smaller. */
let large: Buffer<ArrayBuffer>;
beforeAll(async () => {
  gateway = await startGateway();
  const raw = { width: 1600, height: 1840, channels: 3 } as const;
  const pixels = randomBytes(raw.width * raw.height * raw.channels);
  large = await sharp(pixels, { raw }).png().toBuffer();
}, startLimitMs);
afterAll(() => gateway.stop());
beforeEach(async () => {
  ada = await gateway.person('ada');
});

const edit = { operation: 'edit', options: { prompt: 'at night' } };
const editModel = 'openai:gpt-image-2.5-flare';

function factsOf(bytes: Buffer, name = 'image') {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { name, mediaType: 'image/png', bytes: bytes.byteLength, sha256 };
}

function announce(person: Person, job: string, files: readonly object[]): Promise<Response> {
  return fetch(gateway.url(`jobs/${job}/uploads`), {
    method: 'POST',
    headers: { authorization: `Bearer ${person.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ files }),
  });
}

async function placeFor(person: Person, job: string, bytes: Buffer): Promise<string> {
  const answer = await announce(person, job, [factsOf(bytes)]);
  const { uploads } = gatewayGrantsSchema.parse(await answer.json());
  return uploads[0]?.path ?? '';
}

const put = (place: string, bytes: Buffer<ArrayBuffer>): Promise<Response> =>
  fetch(`${gateway.cloud.status.API_URL}${place}`, {
    method: 'PUT',
    headers: { 'content-type': 'image/png' },
    body: bytes,
  });

function ordered(uploaded: readonly string[] = ['image'], call: object = edit, model = editModel) {
  const form = new FormData();
  form.set('order', JSON.stringify({ call, model, uploaded }));
  return form;
}

/** What lies there, of one account or of all. */
const objects = async (person?: Person): Promise<readonly string[]> => {
  const rows = await gateway.cloud.sql<{ name: string }[]>`
    select name from storage.objects where name like ${`${person?.id ?? ''}%`}`;
  return rows.map(({ name }) => name);
};

const sweep = (): Promise<Response> =>
  fetch(`${gateway.cloud.status.API_URL}/functions/v1/jobs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${gateway.cloud.status.SERVICE_ROLE_KEY}` },
  });

describe('a file that is too big for a form', () => {
  it('is uploaded, used once and gone; so is what is too big for an answer', async () => {
    const job = randomUUID();
    const form = gateway.form(edit, editModel, large);
    expect(await refusalOf(await gateway.post(ada, job, form))).toEqual({
      status: 413,
      code: 'too_large',
    });
    expect((await put(await placeFor(ada, job, large), large)).status).toBe(200);
    const told = await eventsOf(await gateway.post(ada, job, ordered()));
    const last = told.at(-1);
    if (last?.type !== 'result' || last.result.output.kind !== 'images')
      throw new Error(JSON.stringify(last));
    const [file] = last.result.output.files;
    expect(file).toMatchObject({ apart: true, index: 0 });
    expect(await objects()).toEqual([`${ada.id}/${job}/result-0`]);

    // The same again needs no upload, and costs nothing.
    const sent = gateway.openai.requests.length;
    expect(await eventsOf(await gateway.post(ada, job, ordered()))).toEqual([last]);
    expect(gateway.openai.requests).toHaveLength(sent);
    const other = ordered(['image'], { ...edit, options: { prompt: 'at noon' } });
    expect(await refusalOf(await gateway.post(ada, job, other))).toMatchObject({ status: 409 });

    const headers = { authorization: `Bearer ${ada.token}` };
    const answer = await fetch(gateway.url(`jobs/${job}/files/0`), { headers });
    const { path: place } = gatewayPlaceSchema.parse(await answer.json());
    const image = await fetch(`${gateway.cloud.status.API_URL}${place}`);
    const bytes = Buffer.from(await image.arrayBuffer());
    expect(factsOf(bytes).sha256).toBe(file?.sha256);
    expect((await fetch(gateway.url(`jobs/${job}`), { method: 'DELETE', headers })).status).toBe(
      204,
    );
    expect(await objects()).toEqual([]);
    expect(await readdir(path.join(gateway.cloud.dataFolder, 'storage'))).toEqual([]);
  }, 60_000);

  it('is nothing else than was announced', async () => {
    const small = await sharp(gateway.photo).png().toBuffer();
    const call = { operation: 'describe', options: {} };
    const swapped = Buffer.from(small);
    swapped.writeUInt8(swapped.readUInt8(swapped.length - 1) ^ 1, swapped.length - 1);
    const longer = Buffer.concat([small, Buffer.alloc(10)]);
    const sent = gateway.openai.requests.length;
    for (const bytes of [swapped, longer, Buffer.from('<svg/>')]) {
      const job = randomUUID();
      await put(await placeFor(ada, job, Buffer.from(small)), Buffer.from(bytes));
      const refused = await gateway.post(ada, job, ordered(['image'], call, textModel));
      expect(await refusalOf(refused)).toEqual({ status: 400, code: 'invalid_request' });
    }
    // Announced and uploaded truly, it still has to be an image.
    const job = randomUUID();
    const script = Buffer.from('<script>alert(1)</script>');
    await put(await placeFor(ada, job, script), script);
    const refused = await gateway.post(ada, job, ordered(['image'], call, textModel));
    expect(await refusalOf(refused)).toEqual({ status: 400, code: 'invalid_request' });
    expect(gateway.openai.requests).toHaveLength(sent);
    expect(await objects()).toEqual([]);
  });

  it('is one’s own: nothing in an order says where it lies', async () => {
    const small = Buffer.from(await sharp(gateway.photo).png().toBuffer());
    const job = randomUUID();
    await put(await placeFor(ada, job, small), small);
    const eve = await gateway.person('eve');
    expect(await refusalOf(await gateway.post(eve, job, ordered()))).toEqual({
      status: 400,
      code: 'invalid_request',
    });
    expect((await announce(eve, job, [factsOf(small)])).status).toBe(409);
    const elsewhere = [
      ['https://169.254.169.254/latest/meta-data'],
      [`${ada.id}/${job}/image`],
      ['../../secrets.json'],
      ['result-0'],
    ];
    for (const uploaded of elsewhere) {
      const answer = await gateway.post(ada, randomUUID(), ordered(uploaded));
      expect(await refusalOf(answer)).toEqual({ status: 400, code: 'invalid_request' });
    }
    expect(await objects(ada)).toEqual([`${ada.id}/${job}/image`]);
  });

  it('is refused before it is uploaded where it is no image, too large, or one of too many', async () => {
    const job = randomUUID();
    const facts = factsOf(large);
    const wrong = [
      { ...facts, bytes: 50 * 1024 * 1024 + 1 },
      { ...facts, bytes: -1 },
      { ...facts, mediaType: 'text/html' },
      { ...facts, name: '../image' },
      { ...facts, sha256: 'x' },
    ];
    for (const file of wrong) expect((await announce(ada, job, [file])).status).toBe(400);
    expect((await announce({ id: '', token: 'x.y.z' }, job, [facts])).status).toBe(401);
    await gateway.cloud.sql`
      insert into public.ai_uploads (job_id, name, user_id, object, media_type, bytes, sha256)
      select id, 'image', ${ada.id}, id::text, 'image/png', 1, repeat('0', 64)
      from (select gen_random_uuid() as id from generate_series(1, 60)) as jobs`;
    const limited = await announce(ada, job, [facts]);
    expect(limited.status).toBe(429);
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('the scheduled job', () => {
  it('removes what nobody came for, and what an account leaves behind', async () => {
    await gateway.cloud.sql`update storage.objects set created_at = now() - interval '25 hours'`;
    await sweep();
    const small = Buffer.from(await sharp(gateway.photo).png().toBuffer());
    const [old, fresh] = [randomUUID(), randomUUID()];
    await put(await placeFor(ada, old, small), small);
    await gateway.cloud.sql`
      update storage.objects set created_at = now() - interval '25 hours'
      where name like ${`%${old}%`}`;
    await put(await placeFor(ada, fresh, small), small);
    const leaver = await gateway.person('leaver');
    const [left, late] = [randomUUID(), randomUUID()];
    await put(await placeFor(leaver, left, small), small);
    const afterwards = await placeFor(leaver, late, small);
    await gateway.cloud.sql`
      insert into public.deletion_requests (user_id, requested_at, execute_after)
      values (${leaver.id}, now() - interval '8 days', now() - interval '1 day')`;
    expect(await (await sweep()).json()).toMatchObject({ deleted: 1, objects: 2, failed: [] });
    expect(await objects()).toEqual([`${ada.id}/${fresh}/image`]);

    // The address was given out before the account ended.
    expect((await put(afterwards, small)).status).toBe(200);
    expect(await (await sweep()).json()).toMatchObject({ objects: 1 });
    expect(await objects()).toEqual([`${ada.id}/${fresh}/image`]);
    expect(await readdir(path.join(gateway.cloud.dataFolder, 'storage'))).toHaveLength(1);
  });
});
