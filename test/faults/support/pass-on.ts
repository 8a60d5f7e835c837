import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';

/** A request, read to its end, that can be sent as often as one likes. */
export interface Passed {
  readonly url: URL;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Given {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Sends it to the server and reads the answer to its end. */
export async function passOn({ url, method, headers, body }: Passed): Promise<Given> {
  const { connection: _hop, 'transfer-encoding': _chunks, host: _host, ...kept } = headers;
  const sent = request(url, {
    method,
    agent: false,
    headers: { ...kept, 'content-length': String(body.length), 'accept-encoding': 'identity' },
  });
  sent.end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const { connection: _back, 'transfer-encoding': _whole, ...given } = answer.headers;
  return { status: answer.statusCode ?? 502, headers: given, body: Buffer.concat(chunks) };
}
