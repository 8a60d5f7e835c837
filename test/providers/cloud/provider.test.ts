import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { attemptIdSchema } from '../../../electron/contract/ids.ts';
import { type OperationCall, parseOperationCall } from '../../../electron/contract/operations.ts';
import {
  type Gateway as Access,
  createProviders,
} from '../../../electron/providers/create-providers.ts';
import { defaultPrices } from '../../../electron/providers/default-prices.ts';
import type {
  AiProvider,
  AttemptContext,
  PreparedRequest,
  ProviderFailure,
} from '../../../electron/providers/provider.ts';
import { freePort } from '../../../supabase/local/processes/free-port.ts';
import { systemClock } from '../../../electron/system-clock.ts';
import { startLimitMs } from '../../cloud/harness.ts';
import {
  type Gateway,
  type Person,
  startGateway,
  textModel,
} from '../../functions/support/gateway.ts';

let gateway: Gateway;
let folder: string;
let photo: string;
let person: Person;
let models: readonly string[];

beforeAll(async () => {
  gateway = await startGateway();
  folder = await mkdtemp(path.join(tmpdir(), 'cloud-provider-'));
  photo = path.join(folder, 'photo.jpg');
  await writeFile(photo, gateway.photo);
  models = await gateway.models(await gateway.person('ada'));
}, startLimitMs);
afterAll(async () => {
  await gateway.stop();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  gateway.clearFaults();
  // Somebody else each time: what an account has asked once is answered out of its cache.
  person = await gateway.person('somebody', 100_000);
});

const account = { apiKey: null, origin: 'https://nowhere.example', simulated: false };

function provider(access: Partial<Access> = {}, send: typeof fetch = fetch): AiProvider {
  const composed = createProviders({
    ...systemClock,
    fetch: send,
    images: { runModel: () => Promise.reject(new Error('not here')) },
    accounts: { openai: account, anthropic: account, stability: account },
    compatible: null,
    gateway: {
      baseUrl: gateway.cloud.status.API_URL,
      accessToken: () => Promise.resolve(person.token),
      models,
      largestRequest: 8 * 1024 * 1024,
      simulated: true,
      ...access,
    },
  });
  const found = composed.find((one) => one.provider.id === 'cloud');
  if (found === undefined) throw new Error('no gateway');
  return found.provider;
}

function request(from: AiProvider, call: OperationCall, model: string): PreparedRequest {
  const capability = from.capabilities.find(
    (one) => one.operation === call.operation && one.model === model,
  );
  if (capability === undefined) throw new Error(`${model} does not ${call.operation}`);
  const image = {
    path: photo,
    format: 'jpeg',
    mediaType: 'image/jpeg',
    width: 640,
    height: 480,
    bytes: gateway.photo.byteLength,
  } as const;
  return {
    call,
    capability,
    image: capability.image === null ? null : image,
    mask: null,
    reference: null,
  };
}

interface Heard {
  readonly context: AttemptContext;
  readonly texts: string[];
  readonly remoteIds: string[];
}

function listening(signal = AbortSignal.timeout(20_000)): Heard {
  const texts: string[] = [];
  const remoteIds: string[] = [];
  const context: AttemptContext = {
    attemptId: attemptIdSchema.parse(randomUUID()),
    signal,
    folder,
    prices: defaultPrices,
    onText: (delta) => texts.push(delta),
    onPartialImage: () => undefined,
    onProgress: () => undefined,
    onRemoteId: (id) => remoteIds.push(id),
  };
  return { context, texts, remoteIds };
}

const toDescribe = parseOperationCall('describe', {});

async function failureOf(work: Promise<unknown>): Promise<ProviderFailure['details']> {
  const failure = await work.then(
    () => null,
    (thrown: unknown) => thrown as ProviderFailure,
  );
  if (failure === null) throw new Error('it did not fail');
  return failure.details;
}

/** A line that breaks after the first bytes of an answer to a job. */
const breaking =
  (times: number): typeof fetch =>
  async (input, init) => {
    const response = await fetch(input, init);
    if (init?.method !== 'POST' || times <= 0) return response;
    times -= 1;
    const reader = response.body?.getReader();
    const first = await reader?.read();
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        if (first?.value !== undefined) controller.enqueue(first.value);
      },
      pull(controller) {
        controller.error(new TypeError('terminated'));
      },
    });
    return new Response(body, { status: response.status, headers: response.headers });
  };

describe('the managed gateway as a provider', () => {
  it('offers what the companies behind it do, at whole credits', () => {
    const cloud = provider();
    expect(cloud.capabilities.map(({ model }) => model)).toContain(textModel);
    const { capability } = request(cloud, toDescribe, textModel);
    const image = { width: 640, height: 480, bytes: 1, format: 'jpeg', hasAlpha: false } as const;
    const estimate = cloud.getCostEstimate(
      { call: toDescribe, image, hasMask: false, reference: null, capability },
      defaultPrices,
    );
    expect(estimate.high % 10_000).toBe(0);
    expect(estimate.high).toBeGreaterThan(0);
    expect(provider({ models: null }).capabilities).toEqual([]);
  });

  it('streams text, and costs what was taken', async () => {
    const cloud = provider();
    const { context, texts, remoteIds } = listening();
    const before = await gateway.balance(person);
    const result = await cloud.processImage(request(cloud, toDescribe, textModel), context);
    expect(result.output).toEqual({ kind: 'text', text: texts.join('') });
    expect(remoteIds).toEqual([context.attemptId]);
    const taken = before.balance - (await gateway.balance(person)).balance;
    expect(result.cost).toBe(taken * 10_000);
  });

  it('brings images here, and leaves none there', async () => {
    const cloud = provider();
    const { context } = listening();
    const call = parseOperationCall('generate', { prompt: 'a lighthouse' });
    const result = await cloud.processImage(
      request(cloud, call, 'stability:generate/core'),
      context,
    );
    if (result.output.kind !== 'images') throw new Error('no image');
    const [file] = result.output.files;
    expect((await sharp(await readFile(file?.path ?? '')).metadata()).format).toBe('png');
    await expect
      .poll(async () => {
        const rows = await gateway.cloud.sql`
          select 1 from public.ai_files where job_id = ${context.attemptId}`;
        return rows.length;
      })
      .toBe(0);
  });

  it('uploads what is too big for a form, again where the line breaks', async () => {
    const cloud = provider({ largestRequest: 1000 });
    const { context } = listening();
    const prepared = request(cloud, toDescribe, textModel);
    const result = await cloud.processImage(prepared, context);
    expect(result.output.kind).toBe('text');
    const uploaded = () => gateway.cloud.sql`
      select uploads.name, objects.id as object from public.ai_uploads as uploads
      left join storage.objects as objects on objects.name = uploads.object
      where job_id = ${context.attemptId}`;
    await expect.poll(uploaded).toEqual([{ name: 'image', object: null }]);

    // The bytes arrive, the answer does not: asked again, the place is taken by the same file.
    let lost = 0;
    const losing: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      if (init?.method !== 'PUT' || lost > 0) return response;
      lost += 1;
      throw new TypeError('fetch failed');
    };
    const unlucky = provider({ largestRequest: 1000 }, losing);
    const second = listening();
    const sent = gateway.openai.requests.length;
    const call = parseOperationCall('alt-text', {});
    const other = request(unlucky, call, textModel);
    expect(await failureOf(unlucky.processImage(other, second.context))).toMatchObject({
      class: 'wait',
    });
    expect(gateway.openai.requests).toHaveLength(sent);
    expect((await unlucky.processImage(other, second.context)).output.kind).toBe('text');
  });

  it('asks again by its id where the line breaks: one request, one charge', async () => {
    gateway.openai.fail('slow', 1, { delayMs: 600 });
    const cloud = provider({}, breaking(1));
    const { context } = listening();
    const sent = gateway.openai.requests.length;
    const result = await cloud.processImage(request(cloud, toDescribe, textModel), context);
    expect(result.output.kind).toBe('text');
    expect(gateway.openai.requests).toHaveLength(sent + 1);
  });

  it('finds the result after a crash of the app', async () => {
    const cloud = provider();
    const first = listening();
    const prepared = request(cloud, toDescribe, textModel);
    const result = await cloud.processImage(prepared, first.context);
    const sent = gateway.openai.requests.length;
    const again = await cloud.resume?.(first.context.attemptId, prepared, first.context);
    expect(again?.output).toEqual(result.output);
    expect(gateway.openai.requests).toHaveLength(sent);
  });

  it('says which failures are free, and of what kind', async () => {
    const nobody = provider({ accessToken: () => Promise.resolve(null) });
    const prepared = request(provider(), toDescribe, textModel);
    expect(await failureOf(nobody.processImage(prepared, listening().context))).toMatchObject({
      class: 'fail-over',
      error: { kind: 'account-signed-out' },
    });
    const poor = await gateway.person('poor', 1);
    await gateway.cloud.sql`select public.credit_take_back(${poor.id}, 1, ${randomUUID()})`;
    const broke = provider({ accessToken: () => Promise.resolve(poor.token) });
    expect(await failureOf(broke.processImage(prepared, listening().context))).toMatchObject({
      class: 'fail-over',
      error: { kind: 'credits-used-up' },
    });
    await gateway.cloud.sql`
      update public.plans set features = features - 'managed-models' where id = 'free'`;
    const failure = await failureOf(provider().processImage(prepared, listening().context));
    await gateway.cloud.sql`
      update public.plans set features = features || '["managed-models"]' where id = 'free'`;
    expect(failure).toMatchObject({ class: 'fail-over', error: { kind: 'plan-lacks-models' } });
    const elsewhere = provider({ baseUrl: `http://127.0.0.1:${await freePort(0)}` });
    expect(await failureOf(elsewhere.processImage(prepared, listening().context))).toMatchObject({
      class: 'fail-over',
      error: { kind: 'provider-unreachable' },
    });
    gateway.openai.fail('moderation', 1);
    expect(await failureOf(provider().processImage(prepared, listening().context))).toMatchObject({
      class: 'policy',
    });
  });
});
