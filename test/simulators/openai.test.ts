import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Simulator } from './http-simulator.ts';
import { openAiFaults } from './openai-errors.ts';
import { startOpenAiSimulator } from './openai.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startOpenAiSimulator();
});
afterEach(() => simulator.clearFaults());
afterAll(() => simulator.close());

const authorization = 'Bearer sk-simulated';

function post(
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${simulator.url}${path}`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

const generation = { model: 'gpt-image-2.5-flare', prompt: 'a fox', size: '1024x1024' };
const pixel =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const vision = {
  model: 'gpt-6-luna',
  input: [
    {
      role: 'user',
      content: [
        { type: 'input_text', text: 'Describe this.' },
        { type: 'input_image', detail: 'high', image_url: pixel },
      ],
    },
  ],
};

async function makeImage(
  width: number,
  height: number,
  format: 'png' | 'jpeg' | 'gif' = 'png',
): Promise<Blob> {
  const bytes = await sharp({
    create: { width, height, channels: 4, background: { r: 200, g: 80, b: 20, alpha: 0.5 } },
  })
    .toFormat(format)
    .toBuffer();
  return new Blob([new Uint8Array(bytes)], { type: `image/${format}` });
}

interface EditParts {
  readonly fields?: Record<string, string>;
  readonly image?: Blob;
  readonly mask?: Blob;
}

async function postEdit({ fields = {}, image, mask }: EditParts): Promise<Response> {
  const form = new FormData();
  const all = { model: 'gpt-image-2.5-flare', prompt: 'a red hat', size: '1024x1024', ...fields };
  for (const [name, value] of Object.entries(all)) {
    form.append(name, value);
  }
  if (image !== undefined) {
    form.append('image', image, 'image');
  }
  if (mask !== undefined) {
    form.append('mask', mask, 'mask');
  }
  return fetch(`${simulator.url}/v1/images/edits`, {
    method: 'POST',
    headers: { authorization },
    body: form,
  });
}

async function expectViolation(response: Response, status: number, detail: RegExp): Promise<void> {
  expect(response.status).toBe(status);
  const answer = (await response.json()) as { error: Record<string, unknown> };
  expect(Object.keys(answer.error).sort()).toEqual(['code', 'message', 'param', 'type']);
  expect(simulator.violations.at(-1)?.detail).toMatch(detail);
}

describe('the contract of the OpenAI simulator refuses', () => {
  const badGenerations: readonly [string, Record<string, unknown>, RegExp][] = [
    ['a missing prompt', { prompt: undefined }, /prompt/],
    ['a prompt over 32,000 characters', { prompt: 'x'.repeat(32_001) }, /prompt/],
    ['a retired model', { model: 'dall-e-3' }, /model/],
    ['an unknown parameter', { seed: 7 }, /seed/],
    ['a response format', { response_format: 'b64_json' }, /response_format/],
    ['eleven images', { n: 11 }, /n:/],
    ['a side not divisible by 16', { size: '1000x1024' }, /divisible by 16/],
    ['a ratio beyond 3:1', { size: '3200x1024' }, /ratio/],
    ['a side over 3840', { size: '3856x2048' }, /3840/],
    ['too few pixels', { size: '512x512' }, /pixels/],
    ['a free size on an older model', { model: 'gpt-image-1.5', size: '1280x1024' }, /takes/],
    ['quality max on 2.6', { model: 'gpt-image-2.6-flare', quality: 'max' }, /quality/],
    ['transparency in a jpeg', { background: 'transparent', output_format: 'jpeg' }, /transparent/],
    ['compression of a png', { output_compression: 50 }, /webp and jpeg/],
    ['partial images without a stream', { partial_images: 2 }, /only with stream/],
    ['four partial images', { partial_images: 4, stream: true }, /partial_images/],
  ];
  it.each(badGenerations)('%s', async (_name, change, detail) => {
    const response = await post('/v1/images/generations', { ...generation, ...change });
    await expectViolation(response, 400, detail);
  });

  const [content] = vision.input;
  const badVision: readonly [string, Record<string, unknown>, RegExp][] = [
    ['an image model for text', { model: 'gpt-image-2' }, /model/],
    ['an unknown parameter', { max_tokens: 5 }, /max_tokens/],
    ['no input', { input: [] }, /input/],
    [
      'an image without detail',
      { input: [{ ...content, content: [{ type: 'input_image', image_url: pixel }] }] },
      /detail/,
    ],
    [
      'an image by file path',
      {
        input: [
          {
            role: 'user',
            content: [{ type: 'input_image', detail: 'low', image_url: 'file:///x' }],
          },
        ],
      },
      /image_url/,
    ],
    [
      'an open object in a strict schema',
      {
        text: {
          format: {
            type: 'json_schema',
            name: 'tags',
            strict: true,
            schema: { type: 'object', properties: {}, required: [] },
          },
        },
      },
      /schema/,
    ],
  ];
  it.each(badVision)('%s', async (_name, change, detail) => {
    await expectViolation(await post('/v1/responses', { ...vision, ...change }), 400, detail);
  });

  it('a missing or malformed key, an unknown path, and the wrong content type', async () => {
    const path = '/v1/images/generations';
    await expectViolation(await post(path, generation, { authorization: '' }), 401, /bearer/);
    await expectViolation(await post(path, generation, { authorization: 'sk-x' }), 401, /bearer/);
    await expectViolation(await post('/v1/images/variations', {}), 404, /Unknown request URL/);
    await expectViolation(
      await post(path, generation, { 'content-type': 'text/plain' }),
      400,
      /content type/,
    );
  });

  it('edits whose files break the rules', async () => {
    const image = await makeImage(1024, 1024);
    const small = await makeImage(512, 512);
    const jpeg = await makeImage(1024, 1024, 'jpeg');
    await expectViolation(await postEdit({}), 400, /between 1 and 16/);
    await expectViolation(await postEdit({ image, mask: small }), 400, /dimensions/);
    await expectViolation(await postEdit({ image, mask: jpeg }), 400, /PNG with alpha/);
    await expectViolation(
      await postEdit({ image: await makeImage(64, 64, 'gif') }),
      400,
      /png, webp or jpeg/,
    );
    await expectViolation(
      await postEdit({ image: new Blob([await jpeg.arrayBuffer()], { type: 'image/png' }) }),
      400,
      /is jpeg but called image\/png/,
    );
    await expectViolation(await postEdit({ image, fields: { strength: '1' } }), 400, /strength/);
  });
});

describe('the OpenAI simulator answers', () => {
  it('a generation with a picture of the asked size, format and transparency', async () => {
    const before = simulator.ledger.images;
    const response = await post('/v1/images/generations', {
      ...generation,
      n: 2,
      size: '1536x1024',
      background: 'transparent',
      output_format: 'webp',
      quality: 'low',
    });
    const { data, usage } = (await response.json()) as {
      data: { b64_json: string }[];
      usage: Record<string, number>;
    };
    const facts = await sharp(Buffer.from(data[1]?.b64_json ?? '', 'base64')).metadata();
    expect(facts).toMatchObject({ width: 1536, height: 1024, format: 'webp', hasAlpha: true });
    expect(usage['output_tokens']).toBe(2 * 294);
    expect(simulator.ledger.images - before).toBe(2);
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
  });

  it('an edit under a mask that changes inside far more than outside', async () => {
    const image = await makeImage(1024, 1024);
    const hole = await sharp({
      create: { width: 400, height: 200, channels: 4, background: '#000' },
    })
      .png()
      .toBuffer();
    const mask = await sharp({
      create: { width: 1024, height: 1024, channels: 4, background: '#000' },
    })
      .composite([{ input: hole, left: 100, top: 100, blend: 'dest-out' }])
      .png()
      .toBuffer();
    const response = await postEdit({
      image,
      mask: new Blob([new Uint8Array(mask)], { type: 'image/png' }),
    });
    const { data } = (await response.json()) as { data: { b64_json: string }[] };
    const drawn = await sharp(Buffer.from(data[0]?.b64_json ?? '', 'base64'))
      .raw()
      .toBuffer({ resolveWithObject: true });
    const red = (x: number, y: number): number =>
      drawn.data[(y * 1024 + x) * drawn.info.channels] ?? 0;
    expect(red(300, 200)).not.toBe(red(800, 900));
  });

  it('streamed events in their order, each with its type', async () => {
    const stream = await post('/v1/images/generations', {
      ...generation,
      stream: true,
      partial_images: 2,
    });
    expect(await eventTypes(stream)).toEqual([
      'image_generation.partial_image',
      'image_generation.partial_image',
      'image_generation.completed',
    ]);
    const types = await eventTypes(await post('/v1/responses', { ...vision, stream: true }));
    expect(types.slice(0, 2)).toEqual(['response.created', 'response.in_progress']);
    expect(types).toContain('response.output_text.delta');
    expect(types.at(-1)).toBe('response.completed');
  });

  it('vision with a labelled sentence, and structured output in the asked shape', async () => {
    const plain = await (await post('/v1/responses', vision)).text();
    expect(plain).toContain('[simulated]');
    const schema = {
      type: 'object',
      properties: { tags: { type: 'array', items: { type: 'string' }, maxItems: 2 } },
      required: ['tags'],
      additionalProperties: false,
    };
    const format = { type: 'json_schema', name: 'tags', strict: true, schema };
    const response = await post('/v1/responses', { ...vision, text: { format } });
    const { output } = (await response.json()) as { output: { content: { text: string }[] }[] };
    const parsed: unknown = JSON.parse(output[0]?.content[0]?.text ?? '');
    expect(parsed).toMatchObject({ tags: ['simulated', expect.any(String)] });
  });

  it('the free list of models', async () => {
    const response = await fetch(`${simulator.url}/v1/models`, { headers: { authorization } });
    expect(JSON.stringify(await response.json())).toContain('gpt-image-2.6-flare');
  });

  it.each(Object.keys(openAiFaults))('fault %s in its own error shape, unbilled', async (fault) => {
    const before = simulator.ledger.entries.length;
    simulator.fail(fault as keyof typeof openAiFaults);
    const response = await post('/v1/responses', vision);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(await response.json()).toMatchObject({ error: { type: expect.any(String) } });
    expect(simulator.ledger.entries).toHaveLength(before);
  });
});

async function eventTypes(response: Response): Promise<readonly string[]> {
  const text = await response.text();
  return text
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => (JSON.parse(line.slice('data: '.length)) as { type: string }).type);
}
