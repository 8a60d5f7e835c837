import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freeOfCharge } from '../../../electron/contract/money.ts';
import { parseOperationCall } from '../../../electron/contract/operations.ts';
import type { PriceList } from '../../../electron/contract/price-list.ts';
import {
  createCompatibleProvider,
  discoverModels,
} from '../../../electron/providers/compatible/provider.ts';
import type { Fetch } from '../../../electron/providers/guard-fetch.ts';
import type { AiProvider, PreparedFile } from '../../../electron/providers/provider.ts';
import { startCompatibleSimulator } from '../../simulators/compatible.ts';
import type { Simulator } from '../../simulators/http-simulator.ts';
import { failureOf, prepareRequest, recordAttempt, writePicture, type Order } from '../attempt.ts';

const MODEL = 'qwen3-vl:8b';
const noPrices: PriceList = { version: 'test', models: {} };
const { signal } = new AbortController();

let simulator: Simulator;
let local: AiProvider;
/** The same server under an address that is not this machine's: it may bill. */
let remote: AiProvider;
let folder: string;
let image: PreparedFile;

function createProvider(baseUrl: string): AiProvider {
  const toSimulator: Fetch = (input, init) =>
    fetch(urlOf(input).replace('https://models.example', simulator.url), init);
  return createCompatibleProvider({
    fetch: toSimulator,
    baseUrl,
    apiKey: null,
    models: [MODEL, 'llama3.3:8b'],
    now: () => 1_700_000_000_000,
  });
}

function urlOf(input: string | URL | Request): string {
  return input instanceof Request ? input.url : input.toString();
}

beforeAll(async () => {
  simulator = await startCompatibleSimulator();
  local = createProvider(`${simulator.url}/v1`);
  remote = createProvider('https://models.example/v1');
  folder = await mkdtemp(join(tmpdir(), 'emulsion-compatible-'));
  image = await writePicture(folder, { width: 320, height: 240 });
});
beforeEach(() => simulator.clearFaults());
afterAll(async () => {
  await simulator.close();
  await rm(folder, { recursive: true });
});

function look(changes: Partial<Order> = {}): Order {
  return { operation: 'describe', model: MODEL, image, ...changes };
}

async function run(provider: AiProvider, order = look(), abort = signal) {
  return provider.processImage(
    prepareRequest(provider, order),
    await recordAttempt(noPrices, abort),
  );
}

describe('text from a picture', () => {
  it.each([
    ['describe', {}],
    ['alt-text', {}],
    ['ocr', {}],
    ['ask', { question: 'What is it?' }],
  ] as const)('%s streams its words, for nothing on this machine', async (operation, options) => {
    const attempt = await recordAttempt(noPrices);
    const request = prepareRequest(local, look({ operation, options }));

    const result = await local.processImage(request, attempt);

    expect(result.output).toEqual({ kind: 'text', text: attempt.texts.join('').trim() });
    expect(attempt.texts.length).toBeGreaterThan(3);
    expect(result).toMatchObject({ cost: 0, finishReason: 'stop' });
    expect(simulator.violations).toEqual([]);
  });

  it('tags come as data', async () => {
    const { output } = await run(local, look({ operation: 'tags', options: { count: 3 } }));
    expect(output).toMatchObject({
      kind: 'tags',
      tags: [{ label: 'simulated' }, { confidence: 0.8 }, {}],
    });
  });

  it('keeps a text that was cut at its limit, and refuses half-written tags', async () => {
    simulator.fail('stops-early', 2);
    expect((await run(local)).finishReason).toBe('length');
    const tags = await failureOf(run(local, look({ operation: 'tags' })));
    expect(tags.details.class).toBe('bad-output');
  });
});

describe('each failure has its class, where nothing can be billed and where it can', () => {
  it.each([
    ['rate-limited', 'wait', 'wait'],
    ['overloaded', 'wait', 'wait'],
    ['payment-required', 'account', 'account'],
    ['bad-key', 'account', 'account'],
    ['forbidden-region', 'account', 'account'],
    ['moderation', 'policy', 'policy'],
    ['filtered-but-200', 'policy', 'policy'],
    ['payload-too-large', 'fix', 'fix'],
    ['invalid-request', 'fail-over', 'fail-over'],
    ['not-found', 'fail-over', 'fail-over'],
    ['empty-answer', 'bad-output', 'bad-output'],
    ['oversized', 'bad-output', 'bad-output'],
    ['server-error-500', 'fail-over', 'ambiguous'],
    ['error-in-stream', 'fail-over', 'ambiguous'],
    ['reset', 'fail-over', 'ambiguous'],
    ['cut-off', 'fail-over', 'ambiguous'],
    ['truncated-json', 'fail-over', 'ambiguous'],
    ['wrong-type', 'fail-over', 'ambiguous'],
    ['billed-but-lost', 'fail-over', 'ambiguous'],
  ] as const)('%s → %s here, %s elsewhere', async (fault, here, elsewhere) => {
    const sent = simulator.requests.length;
    simulator.fail(fault, 2);
    expect((await failureOf(run(local))).details.class).toBe(here);
    expect((await failureOf(run(remote))).details.class).toBe(elsewhere);
    expect(simulator.requests).toHaveLength(sent + 2);
  });

  it('fails over from a model that does not see', async () => {
    const { details } = await failureOf(run(local, look({ model: 'llama3.3:8b' })));
    expect(details).toMatchObject({
      class: 'fail-over',
      error: { kind: 'provider-rejected-input' },
    });
  });

  it('is cancelled by the user', async () => {
    simulator.fail('never-answers');
    const controller = new AbortController();
    const call = failureOf(run(local, look(), controller.signal));
    setTimeout(() => controller.abort(), 50);
    expect((await call).details.class).toBe('cancelled');
  });

  it('follows no redirect: the picture goes nowhere else', async () => {
    const redirecting = createCompatibleProvider({
      fetch: async () =>
        new Response(null, { status: 307, headers: { location: `${simulator.url}/v1` } }),
      baseUrl: 'http://localhost:1/v1',
      apiKey: null,
      models: [MODEL],
      now: () => 0,
    });
    const sent = simulator.requests.length;
    const { details } = await failureOf(run(redirecting));
    expect(details).toMatchObject({ class: 'fail-over', error: { kind: 'provider-unreachable' } });
    expect(simulator.requests).toHaveLength(sent);
  });
});

describe('cost', () => {
  const request = (provider: AiProvider) => ({
    ...prepareRequest(provider, look()),
    call: parseOperationCall('describe', {}),
    image: { width: 320, height: 240, bytes: 1, format: 'png' as const, hasAlpha: false },
    hasMask: false,
    reference: null,
  });

  it('is nothing on this machine, and never assumed to be nothing elsewhere', () => {
    expect(local.getCostEstimate(request(local), noPrices)).toEqual(freeOfCharge);
    expect(remote.getCostEstimate(request(remote), noPrices).high).toBeGreaterThan(0);
  });

  it('is settled by reported usage where a price is known', async () => {
    const prices: PriceList = {
      version: 'test',
      models: { compatible: { [MODEL]: { unit: 'token', textIn: 1_000_000, textOut: 0 } } },
    };
    const attempt = await recordAttempt(prices);
    const { cost } = await remote.processImage(prepareRequest(remote, look()), attempt);
    expect(cost).toBe(300);
    expect(remote.getCostEstimate(request(remote), prices).high).toBeGreaterThan(300);
  });
});

describe('a server', () => {
  it('tells its models and its health without a key', async () => {
    const server = { fetch, baseUrl: `${simulator.url}/v1`, apiKey: null };
    expect(await discoverModels(server, signal)).toContain(MODEL);
    expect(await local.getHealth(signal)).toMatchObject({ status: 'ok' });
  });

  it('that is not there is unreachable', async () => {
    const gone = await startCompatibleSimulator();
    await gone.close();
    const server = { fetch, baseUrl: `${gone.url}/v1`, apiKey: null };
    const { details } = await failureOf(discoverModels(server, signal));
    expect(details).toMatchObject({ class: 'fail-over', error: { kind: 'provider-unreachable' } });
    expect(await createProvider(server.baseUrl).getHealth(signal)).toEqual({
      status: 'down',
      reason: 'provider-unreachable',
    });
  });

  it('that lists models without eyes does not offer them', async () => {
    const data = [
      { id: 'sees', architecture: { input_modalities: ['text', 'image'] } },
      { id: 'reads', architecture: { input_modalities: ['text'] } },
    ];
    const server = {
      fetch: async () => Response.json({ data }),
      baseUrl: 'https://models.example/v1',
      apiKey: 'key',
    };
    expect(await discoverModels(server, signal)).toEqual(['sees']);
  });
});
