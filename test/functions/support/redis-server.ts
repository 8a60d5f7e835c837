import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../../../supabase/local/processes/free-port.ts';

/** A Redis of this test's own, which keeps nothing on disk. */
export interface RedisServer {
  readonly url: string;
  readonly client: Redis;
  /** It is gone, as after a power cut. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export async function startRedis(): Promise<RedisServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'emulsion-redis-'));
  const port = await freePort();
  const child: ChildProcess = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const closed = once(child, 'close');
  await Promise.race([
    new Promise<void>((resolve) => {
      let said = '';
      child.stdout?.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes('Ready to accept connections')) resolve();
      });
    }),
    closed.then(() => Promise.reject(new Error('redis-server did not start'))),
    once(child, 'error').then(([error]) => Promise.reject(error as Error)),
  ]);
  const url = `redis://127.0.0.1:${port}`;
  const client = new Redis(url, { retryStrategy: () => null });
  client.on('error', () => undefined);
  const kill = async (): Promise<void> => {
    client.disconnect();
    child.kill('SIGKILL');
    await closed;
  };
  return {
    url,
    client,
    kill,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
