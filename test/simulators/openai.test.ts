import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Simulator } from './http-simulator.ts';
import { openAiFaults } from './openai-errors.ts';
import { authorization, generation, makeImage, post, postEdit, vision } from './openai-samples.ts';
import { startOpenAiSimulator } from './openai.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startOpenAiSimulator();
});
afterEach(() => simulator.clearFaults());
afterAll(() => simulator.close());

describe('the OpenAI simulator answers', () => {
  it('a generation with a picture of the asked size, format and transparency', async () => {
    const before = simulator.ledger.images;
    const response = await post(`${simulator.url}/v1/images/generations`, {
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
    const response = await postEdit(simulator.url, {
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
    const stream = await post(`${simulator.url}/v1/images/generations`, {
      ...generation,
      stream: true,
      partial_images: 2,
    });
    expect(await eventTypes(stream)).toEqual([
      'image_generation.partial_image',
      'image_generation.partial_image',
      'image_generation.completed',
    ]);
    const types = await eventTypes(
      await post(`${simulator.url}/v1/responses`, { ...vision, stream: true }),
    );
    expect(types.slice(0, 2)).toEqual(['response.created', 'response.in_progress']);
    expect(types).toContain('response.output_text.delta');
    expect(types.at(-1)).toBe('response.completed');
  });

  it('vision with a labelled sentence, and structured output in the asked shape', async () => {
    const plain = await (await post(`${simulator.url}/v1/responses`, vision)).text();
    expect(plain).toContain('[simulated]');
    const schema = {
      type: 'object',
      properties: { tags: { type: 'array', items: { type: 'string' }, maxItems: 2 } },
      required: ['tags'],
      additionalProperties: false,
    };
    const format = { type: 'json_schema', name: 'tags', strict: true, schema };
    const response = await post(`${simulator.url}/v1/responses`, { ...vision, text: { format } });
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
    const response = await post(`${simulator.url}/v1/responses`, vision);
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
