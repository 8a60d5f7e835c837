import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** The only address that anything here binds to. */
export const loopback = '127.0.0.1';

async function tryPort(port: number): Promise<number | undefined> {
  const server = createServer();
  server.listen({ port, host: loopback, exclusive: true });
  try {
    await once(server, 'listening');
  } catch {
    return undefined;
  }
  const { port: found } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return found;
}

/** The wanted port if nobody has it, else any free one. Somebody may still take it meanwhile. */
export async function freePort(wanted = 0): Promise<number> {
  const port = (await tryPort(wanted)) ?? (await tryPort(0));
  if (port === undefined) throw new Error(`No port is free on ${loopback}.`);
  return port;
}
