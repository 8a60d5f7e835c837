import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Simulator } from './http-simulator.ts';
import { generation, makeImage, pixel, post, postEdit, vision } from './openai-samples.ts';
import { startOpenAiSimulator } from './openai.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startOpenAiSimulator();
});
afterAll(() => simulator.close());

/** Status and shape of a refusal, and what the simulator noted as its reason. */
async function refusalOf(response: Response) {
  const { error } = (await response.json()) as { error: Record<string, unknown> };
  return {
    status: response.status,
    keys: Object.keys(error).sort(),
    detail: simulator.violations.at(-1)?.detail,
  };
}

function refused(status: number, detail: RegExp) {
  const keys = ['code', 'message', 'param', 'type'];
  return { status, keys, detail: expect.stringMatching(detail) };
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
    const response = await post(`${simulator.url}/v1/images/generations`, {
      ...generation,
      ...change,
    });
    expect(await refusalOf(response)).toEqual(refused(400, detail));
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
    expect(
      await refusalOf(await post(`${simulator.url}/v1/responses`, { ...vision, ...change })),
    ).toEqual(refused(400, detail));
  });

  it('a missing or malformed key, an unknown path, and the wrong content type', async () => {
    const path = '/v1/images/generations';
    expect(
      await refusalOf(await post(`${simulator.url}${path}`, generation, { authorization: '' })),
    ).toEqual(refused(401, /bearer/));
    expect(
      await refusalOf(await post(`${simulator.url}${path}`, generation, { authorization: 'sk-x' })),
    ).toEqual(refused(401, /bearer/));
    expect(await refusalOf(await post(`${simulator.url}/v1/images/variations`, {}))).toEqual(
      refused(404, /Unknown request URL/),
    );
    expect(
      await refusalOf(
        await post(`${simulator.url}${path}`, generation, { 'content-type': 'text/plain' }),
      ),
    ).toEqual(refused(400, /content type/));
  });

  it('edits whose files break the rules', async () => {
    const image = await makeImage(1024, 1024);
    const small = await makeImage(512, 512);
    const narrow = await makeImage(512, 1024);
    const jpeg = await makeImage(1024, 1024, 'jpeg');
    expect(await refusalOf(await postEdit(simulator.url, {}))).toEqual(
      refused(400, /between 1 and 16/),
    );
    expect(await refusalOf(await postEdit(simulator.url, { image, mask: small }))).toEqual(
      refused(400, /dimensions/),
    );
    expect(await refusalOf(await postEdit(simulator.url, { image, mask: narrow }))).toEqual(
      refused(400, /dimensions/),
    );
    expect(await refusalOf(await postEdit(simulator.url, { image, mask: jpeg }))).toEqual(
      refused(400, /PNG with alpha/),
    );
    expect(
      await refusalOf(await postEdit(simulator.url, { image: await makeImage(64, 64, 'gif') })),
    ).toEqual(refused(400, /png, webp or jpeg/));
    expect(
      await refusalOf(
        await postEdit(simulator.url, {
          image: new Blob([await jpeg.arrayBuffer()], { type: 'image/png' }),
        }),
      ),
    ).toEqual(refused(400, /is jpeg but called image\/png/));
    expect(
      await refusalOf(await postEdit(simulator.url, { image, fields: { strength: '1' } })),
    ).toEqual(refused(400, /strength/));
  });
});
