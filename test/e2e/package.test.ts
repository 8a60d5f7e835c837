import { execFile } from 'node:child_process';
import { mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { operationIds } from '../../electron/contract/operations.ts';
import { runNode } from '../../scripts/lib/run.mjs';
import { call } from '../mcp/support.ts';
import { writeBadFiles, writePicture } from './support/pictures.ts';

/*
 * The command as a release carries it: packaged, found by a link as on somebody's PATH, with nothing
 * in its environment that these sources could lend it.
 */
const root = fileURLToPath(new URL('../../', import.meta.url));
const packagingMs = 15 * 60_000;
const slowMs = 120_000;

let folder: string;
let command: string;

beforeAll(async () => {
  const { code } = await runNode([path.join(root, 'scripts/package.mjs'), '--dir']);
  if (code !== 0) throw new Error('could not be packaged');
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'emulsion-package-')));
  command = path.join(folder, 'emulsion');
  await symlink(path.join(root, 'dist/linux-unpacked/resources/bin/emulsion'), command);
  await writePicture(path.join(folder, 'photo.jpg'), { seed: 1 });
}, packagingMs);
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const bareEnvironment = { PATH: '/usr/bin:/bin' };

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function emulsion(...words: readonly string[]): Promise<Said> {
  return new Promise((resolve) => {
    execFile(command, words, { cwd: folder, env: bareEnvironment }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

const resultSchema = z.object({
  type: z.literal('result'),
  batch: z.object({ counts: z.object({ done: z.number(), failed: z.number() }) }),
});
const casesSchema = z.object({ cases: z.array(z.object({ ok: z.boolean(), text: z.string() })) });

describe.runIf(process.platform === 'linux')('the command of a release', () => {
  it('explains itself, and tells wrong usage apart', async () => {
    const help = await emulsion('--help');
    expect(help.code).toBe(0);
    for (const operation of operationIds) expect(help.out).toContain(`  ${operation}`);
    expect((await emulsion('fly')).code).toBe(2);
  });

  it(
    'runs an operation on this device',
    async () => {
      const { code, out } = await emulsion(
        'tags',
        'photo.jpg',
        '--provider',
        'on-device',
        '--json',
      );
      expect(code).toBe(0);
      const [first] = casesSchema.parse(JSON.parse(out)).cases;
      expect(first?.ok).toBe(true);
      expect(first?.text).toMatch(/landscape/);
    },
    slowMs,
  );

  it(
    'runs a recipe with edits, and says by its exit code that a file failed',
    async () => {
      const recipe = {
        version: 1,
        name: 'Square',
        steps: [
          { do: 'adjust', edits: { light: { exposure: 1 } } },
          { do: 'crop', ratio: '1:1' },
          { do: 'resize', longestSide: 64 },
        ],
        outputs: [{ format: 'webp', name: '{name}-{width}' }],
      };
      await writeFile(path.join(folder, 'square.json'), JSON.stringify(recipe));
      const good = await emulsion('run', 'square.json', 'photo.jpg', '-o', 'out', '--json');
      expect(good.code).toBe(0);
      expect(resultSchema.parse(JSON.parse(good.out)).batch.counts).toEqual({ done: 1, failed: 0 });
      expect(await readdir(path.join(folder, 'out'))).toContain('photo-64.webp');
      const { width, height } = await sharp(path.join(folder, 'out/photo-64.webp')).metadata();
      expect([width, height]).toEqual([64, 64]);

      await writePicture(path.join(folder, 'other.jpg'), { seed: 2 });
      const { empty } = await writeBadFiles(await mkdtemp(path.join(folder, 'bad-')));
      const mixed = await emulsion('run', 'square.json', 'other.jpg', empty, '-o', 'out', '--json');
      expect(mixed.code).toBe(1);
      expect(resultSchema.parse(JSON.parse(mixed.out)).batch.counts).toEqual({
        done: 1,
        failed: 1,
      });
    },
    slowMs,
  );

  it(
    'serves an assistant, and spends nothing without a cap',
    async () => {
      const client = new Client({ name: 'test', version: '1' });
      const args = ['mcp', '--allow', folder];
      await client.connect(
        new StdioClientTransport({ command, args, env: bareEnvironment, stderr: 'ignore' }),
      );
      try {
        const { tools } = await client.listTools();
        expect(tools.map(({ name }) => name)).toEqual(
          expect.arrayContaining([...operationIds, 'estimate']),
        );
        expect(client.getInstructions()).toContain('Only what is free of charge');
        const { text } = await call(client, 'tags', {
          images: [path.join(folder, 'photo.jpg')],
        });
        expect(text).toMatch(/landscape/);
      } finally {
        await client.close();
      }
    },
    slowMs,
  );
});
