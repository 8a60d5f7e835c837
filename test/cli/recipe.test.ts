import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { batchSchema, writtenOutputSchema } from '../../electron/contract/batches.ts';
import { parseCommandLine } from '../../electron/cli/arguments.ts';

const resultSchema = z.object({ type: z.literal('result'), batch: batchSchema });

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'emulsion-recipe-'));
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const;
  const create = { width: 900, height: 600, channels: 3, background: '#369', noise } as const;
  for (const name of ['one', 'two']) {
    await sharp({ create })
      .jpeg()
      .toFile(path.join(folder, `${name}.jpg`));
  }
  await writeFile(
    path.join(folder, 'recipe.json'),
    JSON.stringify({
      version: 1,
      name: 'Small',
      steps: [{ do: 'resize', longestSide: 300 }],
      outputs: [
        { format: 'webp', name: 'web/{name}-{width}' },
        { format: 'jpeg', maxBytes: 8000, name: '{name}' },
      ],
    }),
  );
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function start(words: readonly string[]) {
  const cli = fileURLToPath(new URL('../../electron/cli.ts', import.meta.url));
  return spawn(process.execPath, [cli, ...words], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] },
  });
}

async function emulsion(...words: readonly string[]) {
  const child = start(words);
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { out, err, code: z.number().parse(code) };
}

describe('emulsion run', () => {
  it('says what it would take, and writes nothing', async () => {
    const words = ['run', 'recipe.json', 'one.jpg', 'two.jpg', '-o', 'dry', '--dry-run'];
    const { out, code } = await emulsion(...words);
    expect(code).toBe(0);
    expect(out).toContain('2 files');
    expect(out).toContain('cost: $0');
    expect(
      (await readdir(path.join(folder, 'dry'))).filter((name) => name !== '.emulsion'),
    ).toEqual([]);
  });

  it('writes the outputs that the recipe names, and skips them the next time', async () => {
    const words = ['run', 'recipe.json', 'one.jpg', 'two.jpg', '-o', 'out', '--json'];
    const first = await emulsion(...words, '--report');
    expect(first.code).toBe(0);
    const { batch } = resultSchema.parse(JSON.parse(first.out));
    expect(batch.counts).toMatchObject({ done: 2, failed: 0 });
    const out = path.join(folder, 'out');
    const web = await sharp(path.join(out, 'web/one-300.webp')).metadata();
    expect([web.format, web.width, web.height]).toEqual(['webp', 300, 200]);
    expect((await readFile(path.join(out, 'two.jpg'))).length).toBeLessThanOrEqual(8000);
    expect(await readFile(path.join(out, 'report.csv'), 'utf8')).toContain('two.jpg,done');
    expect(await readFile(path.join(out, 'report.html'), 'utf8')).toContain(
      'report-pictures/2.webp',
    );

    const again = resultSchema.parse(JSON.parse((await emulsion(...words)).out));
    expect(again.batch.counts).toMatchObject({ done: 0, skipped: 2 });
  });

  it('tells by its exit code that a file failed, and which', async () => {
    await writeFile(path.join(folder, 'bad.jpg'), 'no picture');
    const { code, err } = await emulsion('run', 'recipe.json', 'bad.jpg', 'one.jpg', '-o', 'some');
    expect(code).toBe(1);
    expect(err).toContain('bad.jpg: file-not-an-image');
  });

  it('says where a recipe is wrong', async () => {
    await writeFile(
      path.join(folder, 'wrong.json'),
      JSON.stringify({ version: 1, name: 'x', steps: [{ do: 'upscale', options: { factor: 3 } }] }),
    );
    const { code, err } = await emulsion('run', 'wrong.json', 'one.jpg', '-o', 'none');
    expect(code).toBe(2);
    expect(err).toContain('steps[0].options.factor');
  });
});

const fileLineSchema = z.object({
  type: z.literal('file'),
  file: z.string(),
  status: z.string(),
  outputs: z.array(writtenOutputSchema),
});

/** Each starts the command from its sources, on a machine that may be busy. */
const patience = 120_000;

describe('emulsion run --watch', () => {
  it(
    'works on what comes, an object a line, until it is interrupted',
    async () => {
      const inbox = path.join(folder, 'inbox');
      await mkdir(inbox);
      await copyFile(path.join(folder, 'one.jpg'), path.join(inbox, 'first.jpg'));
      const child = start(['run', 'recipe.json', '--watch', 'inbox', '-o', 'watched', '--json']);
      const ended = once(child, 'close');
      const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
      const next = async (): Promise<unknown> => {
        const { value } = await lines.next();
        return JSON.parse(z.string().parse(value));
      };
      const first = fileLineSchema.parse(await next());
      expect(first).toMatchObject({ file: 'first.jpg', status: 'done' });
      expect(first.outputs.map(({ file }) => file)).toEqual(['web/first-300.webp', 'first.jpg']);

      await mkdir(path.join(inbox, 'sub'));
      await writeFile(path.join(inbox, 'sub', 'bad.jpg'), 'no picture');
      expect(fileLineSchema.parse(await next())).toMatchObject({
        file: 'sub/bad.jpg',
        status: 'failed',
      });
      child.kill('SIGINT');
      const { batch } = resultSchema.parse(await next());
      expect(batch).toMatchObject({
        watched: 'inbox',
        state: { status: 'paused', by: 'user' },
        counts: { done: 1, failed: 1, waiting: 0 },
      });
      expect(await ended).toEqual([130, null]);
    },
    patience,
  );

  it(
    'is refused where there is no folder, or its outputs would come back into it',
    async () => {
      for (const watched of ['one.jpg', '.']) {
        const words = ['run', 'recipe.json', '--watch', watched, '-o', '.'];
        expect(await emulsion(...words)).toMatchObject({
          code: 2,
          err: expect.stringContaining('invalid-request') as string,
        });
      }
    },
    patience,
  );
});

describe('an operation that needs no model', () => {
  it(
    'writes its files with the words that were given, and leaves nothing else behind',
    async () => {
      const words = ['crop', 'one.jpg', '--ratio', '1:1', '--format', 'png', '-o', 'cropped'];
      const { code, out } = await emulsion(...words, '--creator', 'Ada', '--keyword', 'sea');
      expect([code, out]).toEqual([0, '1 done\n']);
      expect(await readdir(path.join(folder, 'cropped'))).toEqual(['one.png']);
      const { width, height, xmp } = await sharp(
        path.join(folder, 'cropped', 'one.png'),
      ).metadata();
      expect([width, height]).toEqual([600, 600]);
      expect(xmp?.toString()).toMatch(/Ada[^]*sea|sea[^]*Ada/);
    },
    patience,
  );
});

describe('its words', () => {
  it.each([
    [['run'], 'no recipe is named'],
    [['run', 'recipe.json'], 'no file is named'],
    [['run', 'recipe.json', 'a.jpg'], 'say where to'],
    [['run', 'recipe.json', 'a.jpg', '--watch', 'in', '-o', 'x'], 'the place of files'],
    [['run', 'recipe.json', '--watch', 'in', '-o', 'x', '--dry-run'], 'no --dry-run'],
    [['run', 'recipe.json', 'a.jpg', '-o', 'x', '--nope'], 'nope'],
  ])('%j lack something', (words, reason) => {
    expect(parseCommandLine(words)).toMatchObject({
      kind: 'wrong',
      reason: expect.stringContaining(reason) as string,
    });
  });
});
