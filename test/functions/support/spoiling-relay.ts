import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Changes an answer; what is not of this path stays as it is. */
export interface Spoil {
  readonly path: string;
  readonly change: (answer: unknown) => unknown;
}

export interface SpoilingRelay {
  readonly url: string;
  spoil: Spoil | null;
  close(): Promise<void>;
}

/** Passes requests on to a simulator, and its answers back, some of them spoilt on the way. */
export async function startSpoilingRelay(target: string): Promise<SpoilingRelay> {
  const relay = { spoil: null as Spoil | null };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      void passOn(Buffer.concat(parts));
    });

    async function passOn(body: Buffer): Promise<void> {
      const { method = 'GET', url = '/' } = request;
      const headers = Object.entries(request.headers).flatMap(([name, value]) =>
        typeof value === 'string' && !/^(host|connection|content-length)$/.test(name)
          ? [[name, value] as [string, string]]
          : [],
      );
      const answer = await fetch(`${target}${url}`, {
        method,
        headers,
        ...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
      });
      const text = await answer.text();
      const { spoil } = relay;
      const isSpoilt = spoil !== null && url.includes(spoil.path) && text !== '';
      const said = isSpoilt ? JSON.stringify(spoil.change(JSON.parse(text))) : text;
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(said);
    }
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(relay, {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise<void>((resolve) => void server.close(() => resolve())),
  });
}
