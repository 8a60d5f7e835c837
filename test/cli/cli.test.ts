import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { appErrorSchema } from '../../electron/contract/app-error.ts';
import { receiptSchema } from '../../electron/contract/receipt.ts';
import { startAnthropicSimulator } from '../simulators/anthropic.ts';
import { startCompatibleSimulator } from '../simulators/compatible.ts';
import { startService } from '../images/fixtures.ts';
import type { Simulator } from '../simulators/http-simulator.ts';
import { startOpenAiSimulator } from '../simulators/openai.ts';
import { startStabilitySimulator } from '../simulators/stability.ts';

const reportSchema = z.object({
  cases: z.array(
    z.object({
      file: z.string().nullable(),
      operation: z.string(),
      provider: z.string().nullable(),
      ok: z.boolean(),
      ms: z.number(),
      output: z.string().nullable(),
      text: z.string().optional(),
      receipt: receiptSchema.nullable(),
      error: appErrorSchema.optional(),
    }),
  ),
});

let simulators: Record<'openai' | 'anthropic' | 'stability' | 'compatible', Simulator>;
let folder: string;
let photo: string;
const images = startService();

beforeAll(async () => {
  simulators = {
    openai: await startOpenAiSimulator(),
    anthropic: await startAnthropicSimulator(),
    stability: await startStabilitySimulator(),
    compatible: await startCompatibleSimulator(),
  };
  folder = await mkdtemp(path.join(tmpdir(), 'emulsion-cli-'));
  photo = path.join(folder, 'photo.png');
  const create = { width: 1024, height: 768, channels: 3, background: '#336699' } as const;
  await writeFile(photo, await sharp({ create }).png().toBuffer());
});
afterAll(async () => {
  await Promise.all(Object.values(simulators).map((simulator) => simulator.close()));
});

async function emulsion(words: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('../../electron/cli.ts', import.meta.url)), ...words],
    {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        EMULSION_SIMULATORS: JSON.stringify(
          Object.fromEntries(Object.entries(simulators).map(([name, { url }]) => [name, { url }])),
        ),
        ...env,
      },
    },
  );
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { out, err, code: z.number().parse(code) };
}

async function cases(...words: string[]) {
  const { out, code } = await emulsion([...words, '--json']);
  return { code, cases: reportSchema.parse(JSON.parse(out)).cases };
}

describe('the command line', () => {
  it('asks about a picture, and prints nothing but the answer', async () => {
    const { out, err, code } = await emulsion(['describe', photo, '--provider', 'anthropic']);
    expect(code).toBe(0);
    expect(out).toMatch(/^\[simulated\]/);
    expect(err).toContain('photo: done');
  });

  it('goes on past a bad file, writes the others and says which failed', async () => {
    const bad = path.join(folder, 'bad.png');
    await writeFile(bad, 'no picture');
    const { code, cases: found } = await cases(
      'edit',
      photo,
      bad,
      '--prompt',
      'bluer',
      '-o',
      'out',
    );
    expect(code).toBe(1);
    const [good] = found.filter(({ ok }) => ok);
    const [failed] = found.filter(({ ok }) => !ok);
    expect(failed).toMatchObject({ file: 'bad.png', error: { kind: 'file-not-an-image' } });
    expect(good).toMatchObject({ file: 'photo.png', operation: 'edit' });
    expect(good?.receipt).toMatchObject({ provider: good?.provider, simulated: true });
    const written = await sharp(await readFile(path.join(folder, good?.output ?? ''))).metadata();
    expect(written).toMatchObject({ format: 'png', width: 1024, height: 768 });
  });

  it('goes on to the next provider where the first one has no credit', async () => {
    simulators.openai.fail('insufficient-quota');
    const { code, cases: found } = await cases('edit', photo, '--prompt', 'redder', '-o', 'out');
    simulators.openai.clearFaults();
    expect(code).toBe(0);
    expect(found[0]?.receipt?.attempts.map(({ provider, outcome }) => [provider, outcome])).toEqual(
      [
        ['openai', 'account'],
        ['stability', 'succeeded'],
      ],
    );
  });

  it('makes several pictures of a prompt, a case each', async () => {
    const { code, cases: found } = await cases(
      'generate',
      '--prompt',
      'a lighthouse',
      '--count',
      '2',
      '--provider',
      'openai',
      '-o',
      'made',
    );
    expect(code).toBe(0);
    expect(new Set(found.map(({ output }) => output)).size).toBe(2);
  });

  it('takes the style of another file, and runs nothing where that is no picture', async () => {
    const style = path.join(folder, 'style.png');
    const create = { width: 600, height: 600, channels: 3, background: '#c02020' } as const;
    await writeFile(style, await sharp({ create }).png().toBuffer());
    const words = ['style-transfer', photo, '--provider', 'stability', '-o', 'out', '--reference'];
    const { code, cases: found } = await cases(...words, style);
    expect(code).toBe(0);
    expect(found[0]?.receipt?.estimate.high).toBe(80_000);
    const output = await readFile(path.join(folder, found[0]?.output ?? ''));
    const { r, b } = (await sharp(output).stats()).dominant;
    expect(r).toBeGreaterThan(b);

    const sent = simulators.stability.requests.length;
    const letter = path.join(folder, 'letter.png');
    await writeFile(letter, 'no picture');
    const refused = await cases(...words, letter);
    expect(refused.code).toBe(1);
    expect(refused.cases).toMatchObject([{ error: { kind: 'file-not-an-image' }, ok: false }]);
    expect(simulators.stability.requests).toHaveLength(sent);
  });

  it('signs what a model changed and writes the words, by itself and by a recipe', async () => {
    const edited = await cases(
      'edit',
      photo,
      '--prompt',
      'bluer',
      '--provider',
      'openai',
      '--creator',
      'Ada',
      '-o',
      'signed',
    );
    const [made] = edited.cases;
    const recipe = {
      version: 1,
      name: 'Signed',
      steps: [{ do: 'describe' }, { do: 'edit', options: { prompt: 'redder' } }],
      outputs: [{ format: 'webp' }],
      words: { creator: 'Ada', found: true },
    };
    await writeFile(path.join(folder, 'signed.json'), JSON.stringify(recipe));
    const run = await emulsion(['run', 'signed.json', photo, '-o', 'signed']);
    expect([edited.code, run.code]).toEqual([0, 0]);
    const written = [made?.output ?? '', 'signed/photo.webp'].map((file) =>
      path.join(folder, file),
    );
    for (const file of written) {
      const { credentials, words } = await images.metadata({ path: file });
      expect(credentials).toMatchObject({
        state: 'valid',
        actions: [{ action: 'c2pa.opened' }, { action: 'c2pa.edited' }],
        ingredients: ['Original'],
      });
      expect(words.creator).toBe('Ada');
    }
    const { words } = await images.metadata({ path: written[1] ?? '' });
    expect(words.description).toMatch(/^\[simulated\]/);
  }, 180_000);

  it('keeps what it did in a library that is named', async () => {
    const words = [
      'describe',
      photo,
      '--provider',
      'openai',
      '--library',
      path.join(folder, 'kept'),
    ];
    const first = await cases(...words);
    const second = await cases(...words);
    expect(first.cases[0]?.receipt?.cache).toBe('miss');
    expect(second.cases[0]?.receipt?.cache).toBe('hit');
  });

  it('spends nothing beyond the limit', async () => {
    const before = simulators.stability.requests.length;
    const { code, cases: found } = await cases(
      'edit',
      photo,
      '--prompt',
      'bluer',
      '--provider',
      'stability',
      '--max-cost',
      '0.0001',
      '-o',
      'out',
    );
    expect(code).toBe(1);
    expect(found[0]?.ok).toBe(false);
    expect(simulators.stability.requests.length).toBe(before);
  });

  it('explains itself, and tells wrong usage apart from failure', async () => {
    expect(await emulsion(['--help'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('upscale'),
    });
    expect(await emulsion(['fly'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('no operation'),
    });
  });
});
