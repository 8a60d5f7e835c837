import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guardFetch, UnusableAnswer } from '../../electron/providers/guard-fetch.ts';

const answers: Readonly<Record<string, (response: ServerResponse) => void>> = {
  '/json': (response) => response.setHeader('content-type', 'application/json').end('{"ok":true}'),
  '/problem': (response) =>
    response.setHeader('content-type', 'application/problem+json').end('{"ok":false}'),
  '/image': (response) => response.setHeader('content-type', 'image/png').end('bytes'),
  '/html': (response) => response.setHeader('content-type', 'text/html').end('<p>hello'),
  '/untyped': (response) => response.end('hello'),
  '/redirect': (response) => response.writeHead(307, { location: '/json' }).end(),
  '/refusal': (response) => response.writeHead(403, { 'content-type': 'text/html' }).end('<p>no'),
  '/empty': (response) => response.writeHead(204).end(),
  '/large': (response) =>
    response.setHeader('content-type', 'application/json').end('x'.repeat(2_000)),
};

const seen: IncomingHttpHeaders[] = [];
const paths: string[] = [];
const server = createServer((request, response) => {
  seen.push(request.headers);
  paths.push(request.url ?? '');
  answers[request.url ?? '']?.(response);
});
let url: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const guarded = guardFetch(fetch, { maxBytes: 1_000 });

async function reasonOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (thrown) {
    return thrown instanceof UnusableAnswer ? thrown.reason : 'another error';
  }
  return 'none';
}

describe('a guarded fetch', () => {
  it.each(['/json', '/problem', '/image', '/empty'])('lets %s through', async (path) => {
    const [bare, through] = [await fetch(url + path), await guarded(url + path)];
    expect(through.status).toBe(bare.status);
    expect(await through.text()).toBe(await bare.text());
  });

  it('hands a refusal on whatever its type: the status says it', async () => {
    expect((await guarded(`${url}/refusal`)).status).toBe(403);
  });

  it.each([
    ['/html', 'wrong-type'],
    ['/untyped', 'wrong-type'],
    ['/redirect', 'redirected'],
  ])('refuses %s: %s', async (path, reason) => {
    expect(await reasonOf(guarded(url + path))).toBe(reason);
    expect(paths.at(-1)).toBe(path);
  });

  it('cuts an answer off at its limit', async () => {
    const answer = await guarded(`${url}/large`);
    expect(await reasonOf(answer.text())).toBe('too-large');
  });

  it('sends the key, and nothing that an SDK tells of this machine', async () => {
    await guarded(`${url}/json`, {
      headers: { Authorization: 'Bearer x', 'x-stainless-os': 'Linux', 'x-from-environment': 'y' },
    });
    expect(seen.at(-1)).toMatchObject({ authorization: 'Bearer x' });
    expect(seen.at(-1)).not.toHaveProperty('x-stainless-os');
    expect(seen.at(-1)).not.toHaveProperty('x-from-environment');
  });
});
