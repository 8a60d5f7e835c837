import { mkdtemp, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';
import sharp from 'sharp';
import { operationOutputSchema } from '../../electron/mcp/tool-results.ts';
import { build } from '../../scripts/lib/build.mjs';
import { startAnthropicSimulator } from '../simulators/anthropic.ts';
import { startCompatibleSimulator } from '../simulators/compatible.ts';
import type { Simulator } from '../simulators/http-simulator.ts';
import { startOpenAiSimulator } from '../simulators/openai.ts';
import { startStabilitySimulator } from '../simulators/stability.ts';

export const command = fileURLToPath(new URL('../../out/cli/emulsion.mjs', import.meta.url));

export interface Bench {
  readonly simulators: Readonly<
    Record<'openai' | 'anthropic' | 'stability' | 'compatible', Simulator>
  >;
  /** The allowed folder: `photo.png` and `words.png` are in it. */
  readonly folder: string;
  /** Beside it, and not allowed: `secret.png`. */
  readonly outside: string;
  readonly env: Record<string, string>;
  /** A server of its own, with the SDK's client beside it. */
  start(...flags: string[]): Promise<Client>;
  /** Requests that the simulators were sent and a provider might bill. */
  posted(): number;
  /** Ends the servers and forgets ordered faults. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}

/** The built command, the simulated providers and a few pictures. */
export async function openBench(): Promise<Bench> {
  await build(['worker', 'cli']);
  const simulators = {
    openai: await startOpenAiSimulator(),
    anthropic: await startAnthropicSimulator(),
    stability: await startStabilitySimulator(),
    compatible: await startCompatibleSimulator(),
  };
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'emulsion-mcp-')));
  const outside = await realpath(await mkdtemp(path.join(tmpdir(), 'emulsion-mcp-outside-')));
  await writeFile(path.join(folder, 'photo.png'), await plain('#336699'));
  await writeFile(path.join(outside, 'secret.png'), await plain('#993366'));
  await writeFile(path.join(folder, 'words.png'), await words('Harbour lights 1927'));
  const addresses = Object.entries(simulators).map(([name, { url }]) => [name, { url }]);
  const env = {
    PATH: process.env['PATH'] ?? '',
    EMULSION_SIMULATORS: JSON.stringify(Object.fromEntries(addresses)),
  };
  const open: Client[] = [];
  return {
    simulators,
    folder,
    outside,
    env,
    start: async (...flags) => {
      const client = new Client({ name: 'test', version: '1' });
      open.push(client);
      const args = [command, 'mcp', '--allow', folder, ...flags];
      await client.connect(
        new StdioClientTransport({ command: process.execPath, args, env, stderr: 'ignore' }),
      );
      return client;
    },
    posted: () =>
      Object.values(simulators)
        .flatMap(({ requests }) => requests)
        .filter(({ method }) => method === 'POST').length,
    tidy: async () => {
      for (const simulator of Object.values(simulators)) simulator.clearFaults();
      await Promise.all(open.splice(0).map((client) => client.close()));
    },
    close: async () => {
      await Promise.all(Object.values(simulators).map((simulator) => simulator.close()));
    },
  };
}

function plain(background: string): Promise<Buffer> {
  const create = { width: 1024, height: 768, channels: 3, background } as const;
  return sharp({ create }).png().toBuffer();
}

function words(text: string): Promise<Buffer> {
  const drawn = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="160" font-family="sans-serif">
    <rect width="640" height="160" fill="#ffffff"/>
    <text x="40" y="90" font-size="32" fill="#202020">${text}</text></svg>`;
  return sharp(Buffer.from(drawn)).png().toBuffer();
}

/** What a tool answered: as an assistant reads it, and in parts. */
export async function call(client: Client, name: string, args: Record<string, unknown>) {
  const result = CallToolResultSchema.parse(await client.callTool({ name, arguments: args }));
  const [first] = result.content;
  return {
    isError: result.isError === true,
    text: first?.type === 'text' ? first.text : '',
    structured: result.structuredContent,
  };
}

export async function operate(client: Client, name: string, args: Record<string, unknown>) {
  const result = await call(client, name, args);
  return { ...result, ...operationOutputSchema.parse(result.structured) };
}
