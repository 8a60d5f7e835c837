import Anthropic, { APIError } from '@anthropic-ai/sdk';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startAnthropicSimulator } from './anthropic.ts';
import type { Simulator } from './http-simulator.ts';

type CreateParams = Anthropic.MessageCreateParamsNonStreaming;

const closedSchema = {
  type: 'object',
  properties: { tags: { type: 'array', items: { type: 'string' } } },
  required: ['tags'],
  additionalProperties: false,
};
let simulator: Simulator;
let client: Anthropic;
let picture: string;
let hugePicture: string;

beforeAll(async () => {
  simulator = await startAnthropicSimulator();
  client = new Anthropic({ apiKey: 'sk-ant-test', baseURL: simulator.url, maxRetries: 0 });
  picture = await jpeg(280, 140);
  hugePicture = await jpeg(8_001, 16);
});
beforeEach(() => simulator.clearFaults());
afterAll(() => simulator.close());

it('answers about an image, with usage, rate headers and a request id', async () => {
  const { data, response } = await client.messages.create(ask()).withResponse();

  expect(data).toMatchObject({ type: 'message', stop_reason: 'end_turn', stop_details: null });
  expect(data.content[0]).toMatchObject({
    type: 'text',
    text: expect.stringContaining('simulated'),
  });
  expect(data.usage.input_tokens).toBeGreaterThanOrEqual(10 * 5);
  expect(response.headers.get('request-id')).toMatch(/^req_sim_/);
  expect(response.headers.get('anthropic-ratelimit-input-tokens-remaining')).toMatch(/^\d+$/);
});

it('streams the real sequence of events', async () => {
  const types: string[] = [];
  let streamed = '';
  for await (const event of await client.messages.create({ ...ask(), stream: true })) {
    if (types.at(-1) !== event.type) types.push(event.type);
    if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') {
      streamed += event.delta.text;
    }
  }

  expect(types).toEqual([
    'message_start',
    'content_block_start',
    'content_block_delta',
    'content_block_stop',
    'message_delta',
    'message_stop',
  ]);
  const whole = await client.messages.create(ask());
  expect(whole.content).toMatchObject([{ text: streamed }]);
});

it('answers structured output by its schema', async () => {
  const output_config = { format: { type: 'json_schema' as const, schema: closedSchema } };
  const { content } = await client.messages.create({ ...ask(), output_config });

  expect(content).toHaveLength(1);
  const [block] = content;
  expect(JSON.parse(block?.type === 'text' ? block.text : '')).toEqual({
    tags: ['simulated', 'brown', 'landscape'],
  });
});

it('lists models and counts tokens for free', async () => {
  const before = simulator.ledger.entries.length;
  const { max_tokens: _unused, ...counted } = ask();

  const models = await client.models.list();
  const count = await client.messages.countTokens(counted);

  expect(models.data.map(({ id }) => id)).toContain('claude-haiku-5-5');
  expect(count.input_tokens).toBeGreaterThan(50);
  expect(simulator.ledger.entries).toHaveLength(before);
});

describe('the contract refuses known-bad requests', () => {
  const cases: readonly [name: string, change: () => object][] = [
    ['no max_tokens', () => ({ max_tokens: undefined })],
    ['no messages', () => ({ messages: [] })],
    ['an unknown field', () => ({ n: 2 })],
    ['forced tool use', () => ({ tool_choice: { type: 'any' } })],
    ['a media type that is none', () => withImage(picture, 'image/tiff')],
    ['a media type that is not true', () => withImage(picture, 'image/png')],
    ['data that is not base64', () => withImage('not base64!', 'image/jpeg')],
    ['an image of 8,001 pixels', () => withImage(hugePicture, 'image/jpeg')],
    ['an open schema', () => withSchema({ type: 'object', properties: {} })],
    [
      'a schema with a limit',
      () =>
        withSchema({
          ...closedSchema,
          properties: { tags: { type: 'array', maxItems: 3, items: { type: 'string' } } },
        }),
    ],
  ];

  it.each(cases)('%s', async (_name, change) => {
    const before = simulator.violations.length;
    const response = await send({ ...ask(), ...change() });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      type: 'error',
      error: { type: 'invalid_request_error' },
      request_id: expect.any(String),
    });
    expect(simulator.violations).toHaveLength(before + 1);
  });

  it('no key', async () => {
    expect((await send(ask(), { 'x-api-key': '' })).status).toBe(401);
  });

  it('no version', async () => {
    expect((await send(ask(), { 'anthropic-version': '' })).status).toBe(400);
  });

  it('a request of more than 32 MB', async () => {
    const response = await send({ ...ask(), system: 'a'.repeat(32 * 1024 * 1024) });
    expect(response.status).toBe(413);
  });
});

describe('fails on demand', () => {
  it.each([
    ['rate-limited', { status: 429, type: 'rate_limit_error', errorCode: null }],
    ['overloaded', { status: 529, type: 'overloaded_error', errorCode: null }],
    [
      'spend-cap',
      { status: 429, type: 'rate_limit_error', errorCode: 'enforced_spend_limit_reached' },
    ],
    ['usage-limits', { status: 400, type: 'invalid_request_error', errorCode: null }],
    ['payment-required', { status: 402, type: 'billing_error', errorCode: null }],
    ['bad-key', { status: 401, type: 'authentication_error', errorCode: null }],
    ['forbidden-region', { status: 403, type: 'permission_error', errorCode: null }],
    [
      'image-too-large',
      { status: 400, type: 'invalid_request_error', errorCode: 'image_dimensions_too_large' },
    ],
    ['payload-too-large', { status: 413, type: 'request_too_large', errorCode: null }],
    ['server-error-500', { status: 500, type: 'api_error', errorCode: null }],
    ['gateway-timeout-504', { status: 504, type: 'timeout_error', errorCode: null }],
  ] as const)('%s', async (fault, expected) => {
    simulator.fail(fault);

    const error: unknown = await client.messages.create(ask()).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(APIError);
    expect(error).toMatchObject(expected);
    expect((error as APIError).headers?.has('retry-after')).toBe(fault === 'rate-limited');
  });

  it('refuses with status 200', async () => {
    simulator.fail('refusal');
    const { stop_reason, stop_details } = await client.messages.create(ask());
    expect({ stop_reason, stop_details }).toMatchObject({
      stop_reason: 'refusal',
      stop_details: { type: 'refusal' },
    });
  });

  it('breaks off a stream with an error event', async () => {
    simulator.fail('error-in-stream');
    const stream = await client.messages.create({ ...ask(), stream: true });
    await expect(drain(stream)).rejects.toMatchObject({ type: 'overloaded_error' });
  });

  it('counts no tokens of a body that it refused as malformed', async () => {
    const { max_tokens: _unused, ...counted } = ask('this one');
    simulator.fail('invalid-request');

    await expect(client.messages.create(ask('this one'))).rejects.toMatchObject({ status: 400 });
    await expect(client.messages.countTokens(counted)).rejects.toMatchObject({ status: 400 });
  });
});

function ask(question = 'What is in this picture?'): CreateParams {
  return {
    model: 'claude-haiku-5-5',
    max_tokens: 100,
    ...withImage(picture, 'image/jpeg', question),
  };
}

function withImage(data: string, mediaType: string, text = 'What is this?') {
  const source = { type: 'base64', media_type: mediaType as 'image/jpeg', data } as const;
  return {
    messages: [
      {
        role: 'user' as const,
        content: [
          { type: 'image' as const, source },
          { type: 'text' as const, text },
        ],
      },
    ],
  };
}

function withSchema(schema: Record<string, unknown>) {
  return { output_config: { format: { type: 'json_schema', schema } } };
}

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  const events = stream[Symbol.asyncIterator]();
  while ((await events.next()).done !== true);
}

function send(body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${simulator.url}/v1/messages`, {
    method: 'POST',
    headers: {
      'x-api-key': 'sk-ant-test',
      'anthropic-version': '2026-10-21',
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify(body),
  });
}

async function jpeg(width: number, height: number): Promise<string> {
  const bytes = await sharp({ create: { width, height, channels: 3, background: '#963' } })
    .jpeg()
    .toBuffer();
  return bytes.toString('base64');
}
