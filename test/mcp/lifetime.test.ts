import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromRoot } from '../../scripts/lib/paths.mjs';
import { type Bench, command, openBench } from './support.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
}, 120_000);
afterAll(() => bench.close());

function serve(words: readonly string[], env: Record<string, string> = {}) {
  return spawn(process.execPath, [...words], { cwd: bench.folder, env: { ...bench.env, ...env } });
}

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'test', version: '1' },
  },
};
const initialized = { jsonrpc: '2.0', method: 'notifications/initialized' };

function callOf(name: string, args: Record<string, unknown>) {
  return { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name, arguments: args } };
}

function send({ stdin }: ChildProcessWithoutNullStreams, ...messages: readonly object[]): void {
  for (const message of messages) stdin.write(`${JSON.stringify(message)}\n`);
}

/** The first answer with this id. */
async function answerTo({ stdout }: ChildProcessWithoutNullStreams, id: number): Promise<unknown> {
  let heard = '';
  for await (const chunk of stdout.iterator({ destroyOnReturn: false })) {
    heard += String(chunk);
    const lines = heard.split('\n').slice(0, -1);
    for (const line of lines) {
      const message: unknown = JSON.parse(line);
      if (typeof message === 'object' && message !== null && 'id' in message && message.id === id)
        return message;
    }
  }
  throw new Error(`no answer to ${id} in: ${heard}`);
}

/** Processes that were started with this folder as theirs. */
async function processesIn(folder: string): Promise<readonly string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    ids.map(async (id) => ({ id, cwd: await readlink(`/proc/${id}/cwd`).catch(() => '') })),
  );
  return found.filter(({ cwd }) => cwd === folder).map(({ id }) => id);
}

describe('the server', () => {
  it('ends when its input does, with nothing left running and no folder left behind', async () => {
    const own = await mkdtemp(path.join(tmpdir(), 'emulsion-mcp-own-'));
    const child = serve([command, 'mcp', '--allow', bench.folder, '--max-cost', '1'], {
      TMPDIR: own,
    });
    const log = text(child.stderr);
    const { stability } = bench.simulators;
    stability.fail('slow', 1, { delayMs: 30_000 });
    const seen = stability.requests.length;
    send(child, initialize);
    await answerTo(child, 1);
    send(
      child,
      initialized,
      callOf('search-and-replace', {
        images: ['photo.png'],
        options: { search: 'sky', prompt: 'sea' },
        provider: 'stability',
        outputFolder: 'ended',
      }),
    );
    await expect.poll(() => stability.requests.length, { timeout: 10_000 }).toBe(seen + 1);
    // The server and a worker at least.
    expect((await processesIn(bench.folder)).length).toBeGreaterThan(1);
    expect(await readdir(own)).not.toEqual([]);
    child.stdin.end();
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    expect(await log).toContain('mcp: ready');
    await expect.poll(() => processesIn(bench.folder)).toEqual([]);
    expect(await readdir(own)).toEqual([]);
  });

  it('ends politely when it is told to', async () => {
    const child = serve([command, 'mcp', '--allow', bench.folder]);
    send(child, initialize);
    await answerTo(child, 1);
    child.kill('SIGTERM');
    expect(await once(child, 'close')).toEqual([0, null]);
  });

  it('says nothing but the protocol on standard output, from the script on', async () => {
    const child = serve([fromRoot('scripts', 'emulsion.mjs'), 'mcp', '--allow', '.'], {
      INIT_CWD: bench.folder,
    });
    const log = text(child.stderr);
    child.stdin.write('this is no message\n');
    send(child, initialize, initialized, callOf('ocr', { images: ['words.png'] }));
    // Each line is parsed on the way.
    expect(await answerTo(child, 2)).toMatchObject({ result: { isError: false } });
    child.stdin.end();
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    expect(await log).toContain('simulated');
  }, 60_000);

  it('refuses a message beyond all bounds instead of keeping it', async () => {
    const child = serve([command, 'mcp', '--allow', bench.folder]);
    child.stdin.on('error', () => undefined);
    const log = text(child.stderr);
    send(child, initialize);
    await answerTo(child, 1);
    child.stdin.write('x'.repeat(3 * 1024 * 1024));
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    expect(await log).toContain('mcp:');
  });

  it('starts only where it is told what it may use', async () => {
    for (const [words, reason] of [
      [['mcp'], '--allow DIR'],
      [['mcp', '--allow', 'not-there'], 'file-missing'],
      [['mcp', '--allow', 'photo.png'], 'not a folder'],
      [['mcp', '--allow', '.', '--max-cost', '-1'], 'max-cost'],
    ] as const) {
      const child = serve([command, ...words]);
      const log = text(child.stderr);
      const [code] = await once(child, 'close');
      expect([words, code]).toEqual([words, 2]);
      expect(await log).toContain(reason);
    }
  });

  it('explains itself', async () => {
    const child = serve([command, 'mcp', '--help']);
    expect(await text(child.stdout)).toContain('--max-cost USD');
    const whole = serve([command, '--help']);
    expect(await text(whole.stdout)).toContain('emulsion mcp --allow DIR');
  });
});
