import type { Context } from 'hono';

/** Headers that belong to one connection, not to the message (RFC 9110, 7.6.1). */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
];

function endToEnd(headers: Headers): Headers {
  const kept = new Headers(headers);
  for (const name of hopByHop) kept.delete(name);
  return kept;
}

/**
 * Passes a request on, body and all, as a stream.
 * @param target where it goes, with path and query
 */
export async function forward(c: Context, target: string): Promise<Response> {
  const { raw } = c.req;
  const headers = endToEnd(raw.headers);
  // The answer is passed on as it is: `fetch` would unpack it and leave the header that says packed.
  headers.set('accept-encoding', 'identity');
  const hasBody = raw.body !== null && raw.method !== 'GET' && raw.method !== 'HEAD';
  try {
    const answer = await fetch(target, {
      method: raw.method,
      headers,
      redirect: 'manual',
      signal: raw.signal,
      ...(hasBody ? { body: raw.body, duplex: 'half' as const } : {}),
    });
    const outgoing = endToEnd(answer.headers);
    const empty = answer.status === 204 || answer.status === 304 || raw.method === 'HEAD';
    return new Response(empty ? null : answer.body, { status: answer.status, headers: outgoing });
  } catch {
    return c.json({ message: 'The upstream server is not reachable.' }, 502);
  }
}
