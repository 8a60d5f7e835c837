import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { type FaultyCloud, refusals, startFaultyCloud } from '../faults/support/faulty-cloud.ts';

/** A server that notes what it was asked, and a socket that answers each frame. */
async function startUpstream() {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      heard.push(body);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ heard: body, times: heard.length }));
    });
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => {
    socket.on('message', () => socket.send(frame('phx_reply', {})));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    broadcast(payload: object) {
      for (const socket of sockets.clients) socket.send(frame('broadcast', payload));
    },
    close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

function frame(event: string, payload: object): string {
  return JSON.stringify(['1', '1', 'realtime:user:1', event, payload]);
}

let upstream: Awaited<ReturnType<typeof startUpstream>>;
let network: FaultyCloud;
beforeEach(async () => {
  upstream = await startUpstream();
  network = await startFaultyCloud(upstream.url);
});
afterEach(async () => {
  await network.close();
  upstream.close();
});

function push(body: string): Promise<Response> {
  return fetch(`${network.url}/rest/v1/rpc/sync_push`, { method: 'POST', body });
}

describe('a network with faults', () => {
  it('passes on what no order matches', async () => {
    network.fail({ on: 'pull', fault: { kind: 'request-lost' } });
    expect(await (await push('a')).json()).toEqual({ heard: 'a', times: 1 });
    expect(network.seen('push')).toBe(1);
    expect(network.met.size).toBe(0);
  });

  it('loses the answer after the server did it', async () => {
    network.fail({ on: 'push', fault: { kind: 'answer-lost' } });
    await expect(push('a')).rejects.toThrow();
    expect(upstream.heard).toEqual(['a']);
    expect((await push('b')).status).toBe(200);
  });

  it('loses the request before the server hears it', async () => {
    network.fail({ on: 'any', fault: { kind: 'request-lost' }, times: 2 });
    await expect(push('a')).rejects.toThrow();
    await expect(push('b')).rejects.toThrow();
    await push('c');
    expect(upstream.heard).toEqual(['c']);
  });

  it('doubles, repeats late and lets arrive late', async () => {
    network.fail({ on: 'push', fault: { kind: 'doubled' } });
    expect(await (await push('a')).json()).toEqual({ heard: 'a', times: 2 });
    network.fail({ on: 'push', fault: { kind: 'repeated-late' } });
    network.fail({ on: 'push', fault: { kind: 'arrived-late' } });
    await push('b');
    await expect(push('c')).rejects.toThrow();
    await push('d');
    await network.settled();
    expect(upstream.heard).toEqual(['a', 'a', 'b', 'b', 'd', 'c']);
  });

  it('truncates and rewrites answers', async () => {
    network.fail({ on: 'push', fault: { kind: 'answer-truncated' } });
    await expect((await push('a')).json()).rejects.toThrow(SyntaxError);
    const rewrite = (answer: unknown) => ({ answer, schema: 99 });
    network.fail({ on: 'push', fault: { kind: 'answer-rewritten', rewrite } });
    expect(await (await push('b')).json()).toMatchObject({ schema: 99 });
  });

  it('refuses in the words of those before the server', async () => {
    network.fail({ on: 'push', fault: { kind: 'refused', refusal: refusals.tokenExpired } });
    network.fail({ on: 'push', fault: { kind: 'refused', refusal: refusals.tooMany } });
    expect((await push('a')).status).toBe(401);
    expect((await push('a')).headers.get('retry-after')).toBe('1');
    expect(upstream.heard).toEqual([]);
  });

  it('lets nothing through offline, and heals', async () => {
    network.setOffline(true);
    await expect(push('a')).rejects.toThrow();
    network.heal();
    expect((await push('b')).status).toBe(200);
    expect(upstream.heard).toEqual(['b']);
  });

  it('drops, doubles and forges broadcasts, and nothing else', async () => {
    const socket = new WebSocket(`${network.url.replace('http', 'ws')}/realtime/v1/websocket`);
    await once(socket, 'open');
    const got: unknown[] = [];
    socket.on('message', (data: Buffer) => got.push(JSON.parse(data.toString('utf8'))));
    /** Frames keep their order: what was sent before has arrived when the answer has. */
    const events = async (): Promise<readonly unknown[]> => {
      socket.send(frame('phx_join', {}));
      await expect.poll(() => got.map((one) => Reflect.get(Object(one), 3))).toContain('phx_reply');
      return got.splice(0).map((one) => Reflect.get(Object(one), 3));
    };

    network.realtime({ broadcasts: 'dropped' });
    upstream.broadcast({});
    expect(await events()).toEqual(['phx_reply']);
    network.realtime({ broadcasts: 'doubled' });
    upstream.broadcast({});
    expect(await events()).toEqual(['broadcast', 'broadcast', 'phx_reply']);
    network.forge('user:2', 'sync', {});
    network.forge('user:1', 'sync', { seq: 7 });
    expect(await events()).toEqual(['broadcast', 'phx_reply']);
    const closed = once(socket, 'close');
    network.cutRealtime();
    await closed;
  });
});
