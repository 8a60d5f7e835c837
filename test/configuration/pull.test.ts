import { type RequestListener, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Pulled, pull } from '../../electron/cloud/remote-config/pull.ts';

let stop: () => void = () => undefined;
afterEach(() => stop());

const channel = 'production';
const answer = {
  channel,
  revision: 3,
  version: 2,
  document: { schemaVersion: '1.0' },
  published_at: '2026-11-22T12:00:00+00:00',
};

/** Asks a real server that answers like this. */
async function ask(listener: RequestListener, tag: string | null = null): Promise<Pulled> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stop = () => {
    server.closeAllConnections();
    server.close();
  };
  const { port } = server.address() as AddressInfo;
  return pull(
    { url: `http://127.0.0.1:${port}`, key: 'public', fetch, channel, installation: 'a b' },
    tag,
  );
}

function json(body: unknown, status = 200): RequestListener {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', etag: '"3-2"' });
    response.end(JSON.stringify(body));
  };
}

describe('asking what is served', () => {
  it('names the installation, the key and what is known, and nobody’s account', async () => {
    let asked = '';
    let headers: Readonly<Record<string, unknown>> = {};
    const pulled = await ask((request, response) => {
      asked = request.url ?? '';
      headers = request.headers;
      response.writeHead(304).end();
    }, '"3-1"');
    expect(pulled).toEqual({ kind: 'unchanged' });
    expect(asked).toBe('/functions/v1/config/current?channel=production&installation=a+b');
    expect(headers).toMatchObject({ apikey: 'public', 'if-none-match': '"3-1"' });
    expect(headers).not.toHaveProperty('authorization');
  });

  it('reads an answer, or that there is none', async () => {
    expect(await ask(json(answer))).toEqual({ kind: 'served', served: answer, tag: '"3-2"' });
    expect(await ask((_request, response) => response.writeHead(204).end())).toEqual({
      kind: 'nothing',
    });
  });

  it.each<[string, RequestListener, string]>([
    ['fails', json({}, 500), 'cloud-refused'],
    ['speaks of another channel', json({ ...answer, channel: 'staging' }), 'cloud-refused'],
    ['is no answer', json({ hello: 'world' }), 'cloud-refused'],
    ['is a page', (_request, response) => response.end('<html>'), 'cloud-refused'],
    [
      'leads elsewhere',
      (_request, response) => response.writeHead(302, { location: 'http://127.0.0.1:9' }).end(),
      'cloud-unreachable',
    ],
    [
      'never ends',
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const more = (): void => {
          while (response.write(' '.repeat(64 * 1024)));
        };
        response.on('drain', more);
        more();
      },
      'cloud-refused',
    ],
    [
      'breaks off',
      (_request, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"channel":', () => response.destroy());
      },
      'cloud-unreachable',
    ],
  ])('refuses a server that %s', async (_what, listener, kind) => {
    await expect(ask(listener)).rejects.toMatchObject({ error: { kind } });
  });
});
