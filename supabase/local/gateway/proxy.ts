import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';

/** Headers that belong to one connection, not to the message (RFC 9110, 7.6.1). */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
]);

/**
 * Connections to what lies behind. No more of them than the database's pool can serve at once and a
 * few that are on their way: a crowd waits here in the order in which it came. They are let go before
 * PostgREST would close them, after 30 seconds.
 */
const agent = new Agent({ keepAlive: true, maxSockets: 64, scheduling: 'fifo', timeout: 20_000 });

function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name)));
}

/** Who asks, as a hosted project's proxies say it: added to what the client claims itself. */
function withSender({ headers, socket }: IncomingMessage): IncomingHttpHeaders {
  const { 'cf-connecting-ip': _claimed, 'x-forwarded-for': claimed, ...others } = headers;
  const sender = socket.remoteAddress ?? 'unknown';
  const way = claimed === undefined ? sender : `${String(claimed)}, ${sender}`;
  return { ...others, 'x-forwarded-for': way };
}

/**
 * Passes a request on and its answer back, bodies and all, as streams of bytes that nobody unpacks.
 * @param target where it goes, with path and query
 */
export function forward(c: Context, target: string): Promise<Response> {
  const { incoming, outgoing } = c.env as HttpBindings;
  return new Promise((resolve) => {
    const headers = endToEnd(withSender(incoming));
    const upstream = request(target, { method: incoming.method ?? 'GET', headers, agent });
    upstream.on('response', (answer: IncomingMessage) => {
      outgoing.writeHead(answer.statusCode ?? 502, {
        ...endToEnd(answer.headers),
        ...Object.fromEntries(c.res.headers),
      });
      answer.pipe(outgoing);
      answer.on('error', () => outgoing.destroy());
      // Emptied first: headers set before would else be joined to it, and make another answer of it.
      c.res = undefined;
      c.res = RESPONSE_ALREADY_SENT;
      resolve(c.res);
    });
    upstream.on('error', () => {
      if (outgoing.headersSent) outgoing.destroy();
      else resolve(c.json({ message: 'The upstream server is not reachable.' }, 502));
    });
    outgoing.on('close', () => upstream.destroy());
    incoming.pipe(upstream);
  });
}
