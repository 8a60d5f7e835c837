import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCompatibleSimulator } from './compatible.ts';
import type { Simulator } from './http-simulator.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startCompatibleSimulator();
});
afterAll(() => simulator.close());

const url =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const image = { type: 'image_url', image_url: { url } };
const chat = {
  model: 'qwen3-vl:8b',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'What is it?' }, image] }],
};

function post(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${simulator.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

describe('the simulator of compatible servers', () => {
  const bad: readonly [string, Record<string, unknown>, RegExp][] = [
    ['a model it does not have', { model: 'gpt-6-sol' }, /model/],
    ['an image for a model without eyes', { model: 'llama3.3:8b' }, /does not see/],
    ['a parameter of another dialect', { max_output_tokens: 5 }, /max_output_tokens/],
    [
      'an image by address',
      {
        messages: [
          {
            role: 'user',
            content: [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }],
          },
        ],
      },
      /image_url/,
    ],
    ['no messages', { messages: [] }, /messages/],
  ];
  it.each(bad)('refuses %s', async (_name, change, detail) => {
    expect((await post({ ...chat, ...change })).status).toBe(400);
    expect(simulator.violations.at(-1)?.detail).toMatch(detail);
  });

  it('refuses a key that is no bearer key, and lives without one', async () => {
    expect((await post(chat, { authorization: 'Basic x' })).status).toBe(401);
    expect((await post(chat)).status).toBe(200);
  });

  it('streams deltas, the usage when asked, and the end mark', async () => {
    const response = await post({ ...chat, stream: true, stream_options: { include_usage: true } });
    const lines = (await response.text()).split('\n').filter((line) => line !== '');
    expect(lines[0]).toContain('[simulated]');
    expect(lines.at(-2)).toContain('completion_tokens');
    expect(lines.at(-1)).toBe('data: [DONE]');
  });

  it('lists its models without a key', async () => {
    const response = await fetch(`${simulator.url}/v1/models`);
    expect(JSON.stringify(await response.json())).toContain('llava:13b');
  });
});
