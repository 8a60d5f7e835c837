import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Simulator } from './http-simulator.ts';
import { measureImage } from './simulated-image.ts';
import { startStabilitySimulator } from './stability.ts';

type Part = string | Buffer;
type Parts = Readonly<Record<string, Part>>;

const text = { prompt: 'a lighthouse' };
let simulator: Simulator;
let image: Buffer;
let wideImage: Buffer;
let largeImage: Buffer;
let leftMask: Buffer;

beforeAll(async () => {
  simulator = await startStabilitySimulator();
  image = await solid(128, 96);
  wideImage = await solid(600, 100);
  largeImage = await solid(2_100, 2_100);
  const white = await solid(64, 96, '#fff');
  leftMask = await sharp({ create: { width: 128, height: 96, channels: 3, background: '#000' } })
    .composite([{ input: white, left: 0, top: 0 }])
    .png()
    .toBuffer();
});
beforeEach(() => simulator.clearFaults());
afterAll(() => simulator.close());

describe('each path answers with an image of the right size', () => {
  const cases: readonly [path: string, parts: () => Parts, size: readonly [number, number]][] = [
    ['generate/core', () => ({ ...text, aspect_ratio: '1:1' }), [1280, 1280]],
    ['generate/ultra', () => text, [1024, 1024]],
    ['generate/ultra', () => ({ ...text, image, strength: '0.5' }), [128, 96]],
    ['generate/sd3', () => ({ ...text, model: 'sd3.5-flash', aspect_ratio: '16:9' }), [1344, 768]],
    [
      'generate/sd3',
      () => ({ ...text, image, strength: '0.5', mode: 'image-to-image' }),
      [128, 96],
    ],
    ['upscale/fast', () => ({ image }), [512, 384]],
    ['upscale/conservative', () => ({ ...text, image }), [2365, 1774]],
    ['edit/erase', () => ({ image, mask: leftMask }), [128, 96]],
    ['edit/inpaint', () => ({ ...text, image, mask: leftMask }), [128, 96]],
    ['edit/outpaint', () => ({ image, left: '30', down: '50' }), [158, 146]],
    ['edit/search-and-replace', () => ({ ...text, image, search_prompt: 'the sea' }), [128, 96]],
    ['edit/search-and-recolor', () => ({ ...text, image, select_prompt: 'the sea' }), [128, 96]],
    ['edit/remove-background', () => ({ image, output_format: 'png' }), [128, 96]],
    ['control/sketch', () => ({ ...text, image, control_strength: '0.7' }), [128, 96]],
    ['control/structure', () => ({ ...text, image }), [128, 96]],
    ['control/style', () => ({ ...text, image, fidelity: '0.5' }), [1024, 1024]],
    ['control/style-transfer', () => ({ init_image: image, style_image: leftMask }), [128, 96]],
  ];

  it.each(cases)('%s (%#)', async (path, parts, [width, height]) => {
    const response = await post(path, parts());

    expect(response.status).toBe(200);
    expect(response.headers.get('finish-reason')).toBe('SUCCESS');
    expect(response.headers.get('seed')).toMatch(/^\d+$/);
    expect(response.headers.get('x-request-id')).toMatch(/^req_sim_/);
    expect(await measureImage(await bytesOf(response))).toMatchObject({ width, height });
  });
});

it('returns a cut-out with transparency', async () => {
  const response = await post('edit/remove-background', { image, output_format: 'webp' });

  const { data, info } = await sharp(await bytesOf(response))
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(info.channels).toBe(4);
  expect(data[3]).toBe(0);
});

it('changes what the mask shows white, and nothing else', async () => {
  const response = await post('edit/inpaint', { ...text, image, mask: leftMask, seed: '7' });

  const result = sharp(await bytesOf(response));
  const { data, info } = await result.raw().toBuffer({ resolveWithObject: true });
  const pixelAt = (x: number, y: number): readonly number[] => [
    ...data.subarray((y * info.width + x) * info.channels).subarray(0, 3),
  ];
  expect(pixelAt(10, 5)).toEqual([259 % 256, 637 % 256, 1057 % 256]);
  expect(pixelAt(100, 5)).toEqual([0x33, 0x66, 0x99]);
});

it('answers application/json with the image in base64', async () => {
  const response = await post('upscale/fast', { image }, { accept: 'application/json' });

  const answer = (await response.json()) as { image: string; finish_reason: string; seed: number };
  expect(answer).toMatchObject({ finish_reason: 'SUCCESS', seed: expect.any(Number) });
  expect(await measureImage(Buffer.from(answer.image, 'base64'))).toMatchObject({ width: 512 });
});

it.each([
  ['upscale/creative', () => ({ ...text, image })],
  [
    'edit/replace-background-and-relight',
    () => ({ subject_image: image, background_prompt: 'a beach' }),
  ],
])('%s answers an id, and keeps the result for whoever asks by that id', async (path, parts) => {
  const { id } = (await (await post(path, parts())).json()) as { id: string };

  const statuses: number[] = [];
  for (let poll = 0; poll < 4; poll += 1) {
    statuses.push((await getResult(id)).status);
  }
  expect(statuses).toEqual([202, 202, 200, 200]);
});

it('tells the balance for free', async () => {
  const before = simulator.ledger.images;

  const balance = await fetch(`${simulator.url}/v1/user/balance`, { headers: headers() });

  expect(await balance.json()).toEqual({ credits: expect.any(Number) });
  expect(simulator.ledger.images).toBe(before);
});

describe('the contract refuses known-bad requests', () => {
  const cases: readonly [name: string, path: string, parts: () => Parts][] = [
    ['no prompt', 'generate/core', () => ({})],
    ['an empty prompt', 'generate/core', () => ({ prompt: '' })],
    ['a prompt of 10,001 characters', 'generate/core', () => ({ prompt: 'a'.repeat(10_001) })],
    ['an unknown field', 'generate/core', () => ({ ...text, size: '1024x1024' })],
    ['an unknown ratio', 'generate/core', () => ({ ...text, aspect_ratio: '4:3' })],
    ['a seed out of range', 'generate/core', () => ({ ...text, seed: '4294967295' })],
    ['an unknown model', 'generate/sd3', () => ({ ...text, model: 'sd3-large' })],
    ['image without strength', 'generate/ultra', () => ({ ...text, image })],
    ['strength without image', 'generate/ultra', () => ({ ...text, strength: '0.5' })],
    ['image without mode', 'generate/sd3', () => ({ ...text, image, strength: '0.5' })],
    ['webp from sd3', 'generate/sd3', () => ({ ...text, output_format: 'webp' })],
    ['no image', 'upscale/fast', () => ({})],
    ['more than 1 MP', 'upscale/fast', () => ({ image: largeImage })],
    ['more than 1 MP', 'upscale/creative', () => ({ ...text, image: largeImage })],
    ['more than 4.19 MP', 'edit/remove-background', () => ({ image: largeImage })],
    ['jpeg for a cut-out', 'edit/remove-background', () => ({ image, output_format: 'jpeg' })],
    [
      'creativity out of range',
      'upscale/conservative',
      () => ({ ...text, image, creativity: '1' }),
    ],
    ['no side', 'edit/outpaint', () => ({ image, left: '0' })],
    ['a side of 2,001', 'edit/outpaint', () => ({ image, left: '2001' })],
    ['a ratio of 6:1', 'edit/outpaint', () => ({ image: wideImage, left: '10' })],
    ['no search prompt', 'edit/search-and-replace', () => ({ ...text, image })],
    ['no select prompt', 'edit/search-and-recolor', () => ({ ...text, image })],
    ['the image under a wrong name', 'edit/erase', () => ({ image, mask_image: leftMask })],
    ['bytes that are no image', 'edit/erase', () => ({ image: Buffer.from('no image') })],
    ['no background', 'edit/replace-background-and-relight', () => ({ subject_image: image })],
    ['no style image', 'control/style-transfer', () => ({ init_image: image })],
    ['a path that does not exist', 'edit/relight', () => ({ image })],
  ];

  it.each(cases)('%s: %s', async (_name, path, parts) => {
    const before = simulator.violations.length;

    const response = await post(path, parts());

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      name: 'bad_request',
      errors: [expect.any(String)],
    });
    expect(simulator.violations).toHaveLength(before + 1);
  });

  it('a request of more than 10 MiB', async () => {
    const response = await post('upscale/fast', { image: Buffer.alloc(10 * 1024 * 1024 + 1) });
    expect(response.status).toBe(413);
  });

  it('JSON instead of a form', async () => {
    const response = await fetch(`${simulator.url}/v2beta/stable-image/generate/core`, {
      method: 'POST',
      headers: { ...headers(), 'content-type': 'application/json' },
      body: JSON.stringify(text),
    });
    expect(response.status).toBe(400);
  });

  it('an Accept header that no path answers', async () => {
    const response = await post('generate/core', text, { accept: 'image/png' });
    expect(response.status).toBe(400);
  });

  it('no key, but only once the parameters are right', async () => {
    expect((await post('generate/core', {}, { authorization: '' })).status).toBe(400);
    expect((await post('generate/core', text, { authorization: '' })).status).toBe(401);
  });
});

describe('fails on demand', () => {
  it.each([
    ['rate-limited', 429, { name: 'rate_limit_exceeded' }],
    ['payment-required', 402, { name: 'payment_required' }],
    ['bad-key', 401, { message: expect.any(String) }],
    ['moderation', 403, { name: 'content_moderation' }],
    ['public-figure', 422, { name: 'public_figure' }],
    ['invalid-language', 422, { name: 'invalid_language' }],
    ['payload-too-large', 413, { name: 'payload_too_large' }],
    ['server-error-500', 500, { name: 'internal_error' }],
    ['gateway-timeout-504', 504, { name: 'gateway_timeout' }],
  ] as const)('%s', async (fault, status, body) => {
    const before = simulator.ledger.images;
    simulator.fail(fault);

    const response = await post('generate/core', text);

    expect(response.status).toBe(status);
    expect(response.headers.has('retry-after')).toBe(false);
    expect(await response.json()).toMatchObject(body);
    expect(simulator.ledger.images).toBe(before);
  });

  it('filters an image and charges for it all the same', async () => {
    const before = simulator.ledger.images;
    simulator.fail('filtered-but-200');

    const response = await post('upscale/fast', { image });

    expect(response.status).toBe(200);
    expect(response.headers.get('finish-reason')).toBe('CONTENT_FILTERED');
    expect(await measureImage(await bytesOf(response))).toMatchObject({ width: 512, height: 384 });
    expect(simulator.ledger.images).toBe(before + 1);
  });

  it('charges for an answer that is lost', async () => {
    const before = simulator.ledger.images;
    simulator.fail('billed-but-lost');

    await expect(post('upscale/fast', { image })).rejects.toThrow();

    expect(simulator.ledger.images).toBe(before + 1);
  });
});

function headers(): Record<string, string> {
  return { authorization: 'Bearer sk-test' };
}

function post(path: string, parts: Parts, extra: Record<string, string> = {}): Promise<Response> {
  const form = new FormData();
  for (const [name, part] of Object.entries(parts)) {
    form.set(name, typeof part === 'string' ? part : new Blob([Uint8Array.from(part)]));
  }
  return fetch(`${simulator.url}/v2beta/stable-image/${path}`, {
    method: 'POST',
    headers: { accept: 'image/*', ...headers(), ...extra },
    body: form,
  });
}

function getResult(id: string): Promise<Response> {
  return fetch(`${simulator.url}/v2beta/results/${id}`, {
    headers: { accept: 'image/*', ...headers() },
  });
}

async function bytesOf(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer());
}

async function solid(width: number, height: number, background = '#369'): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();
}
