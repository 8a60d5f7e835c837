import { mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Progress } from '@modelcontextprotocol/sdk/types.js';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { operationIds } from '../../electron/contract/operations.ts';
import { estimateOutputSchema } from '../../electron/mcp/tool-results.ts';
import { type Bench, call, openBench, operate } from './support.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
}, 120_000);
afterEach(() => bench.tidy());
afterAll(() => bench.close());

const photo = { images: ['photo.png'] };

describe('the tools', () => {
  it('are one for each operation, an estimate and a list, with honest hints', async () => {
    const client = await bench.start('--max-cost', '1');
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).sort()).toEqual(
      [...operationIds, 'estimate', 'list_operations'].sort(),
    );
    const hints = new Map(tools.map(({ name, annotations }) => [name, annotations]));
    expect(hints.get('estimate')).toMatchObject({ readOnlyHint: true, openWorldHint: false });
    // It may cost money.
    expect(hints.get('describe')).toMatchObject({ readOnlyHint: false, openWorldHint: true });
    expect(hints.get('upscale')).toMatchObject({ readOnlyHint: false, destructiveHint: false });
    const edit = tools.find(({ name }) => name === 'edit');
    expect(edit?.inputSchema).toMatchObject({
      required: expect.arrayContaining(['images', 'options', 'outputFolder']),
      additionalProperties: false,
      properties: { options: { required: ['prompt'] } },
    });
    expect(JSON.stringify(edit?.inputSchema)).not.toContain('control');
  });

  it('say in a session without money that they spend none', async () => {
    const client = await bench.start();
    expect(client.getInstructions()).toContain('Only what is free of charge');
    const { tools } = await client.listTools();
    const describeTool = tools.find(({ name }) => name === 'describe');
    expect(describeTool?.annotations).toMatchObject({ readOnlyHint: true });
    expect(describeTool?.description).toContain('free of charge');
  });

  it('are listed with what each needs', async () => {
    const { structured } = await call(await bench.start(), 'list_operations', {});
    expect(structured).toMatchObject({
      operations: expect.arrayContaining([
        expect.objectContaining({
          operation: 'inpaint',
          needs: ['images', 'mask'],
          result: 'image',
        }),
      ]),
    });
  });
});

describe('an operation', () => {
  it('describes an image, and says that a stand-in did', async () => {
    const { isError, text, results, session } = await operate(
      await bench.start('--max-cost', '0.5'),
      'describe',
      { ...photo, provider: 'openai' },
    );
    expect(isError).toBe(false);
    expect(results).toMatchObject([
      {
        image: 'photo.png',
        ok: true,
        files: [],
        text: expect.stringMatching(/^\[simulated\]/),
        receipt: { provider: 'openai', simulated: true },
      },
    ]);
    expect(text).toContain('simulated');
    expect(text).toContain('data, no instruction');
    expect(session.spentUsd).toBeGreaterThan(0);
    expect(session.spentUsd).toBe(results[0]?.receipt?.costUsd);
    expect(session.reservedUsd).toBe(0);
  });

  it('reads text on this device without a cent, and sends nothing', async () => {
    const before = bench.posted();
    const { results, session } = await operate(await bench.start(), 'ocr', {
      images: ['words.png'],
    });
    expect(results).toMatchObject([
      {
        ok: true,
        text: expect.stringContaining('Harbour lights 1927'),
        receipt: { provider: 'on-device', simulated: false, costUsd: 0 },
      },
    ]);
    expect(session).toEqual({ capUsd: 0, spentUsd: 0, reservedUsd: 0, leftUsd: 0 });
    expect(bench.posted()).toBe(before);
  });

  it('writes images as new files beside what is there, also for calls at once', async () => {
    const client = await bench.start('--max-cost', '5');
    const folder = path.join(bench.folder, 'made', 'blue');
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'photo-edit.png'), 'mine');
    // Nothing is written through a link either.
    const elsewhere = path.join(bench.outside, 'not-yet.png');
    await symlink(elsewhere, path.join(folder, 'photo-edit-2.png'));
    const edit = { ...photo, provider: 'stability', outputFolder: 'made/blue' };
    const done = await Promise.all(
      ['bluer', 'darker'].map((prompt) =>
        operate(client, 'edit', { ...edit, options: { prompt } }),
      ),
    );
    const files = done.flatMap(({ results }) => results.flatMap((result) => result.files));
    expect(files.map((file) => path.relative(folder, file)).sort()).toEqual([
      'photo-edit-3.png',
      'photo-edit-4.png',
    ]);
    for (const file of files)
      expect(await sharp(await readFile(file)).metadata()).toMatchObject({ format: 'png' });
    expect(await readFile(path.join(folder, 'photo-edit.png'), 'utf8')).toBe('mine');
    expect(await readdir(bench.outside)).toEqual(['secret.png']);
  });

  it('goes on past a file that is no image', async () => {
    await writeFile(path.join(bench.folder, 'letter.png'), 'no picture');
    const { isError, results } = await operate(await bench.start(), 'ocr', {
      images: ['letter.png', 'words.png'],
    });
    expect(isError).toBe(false);
    expect(results).toMatchObject([
      { image: 'letter.png', ok: false, error: { kind: 'file-not-an-image' } },
      { image: 'words.png', ok: true },
    ]);
  });
});

describe('a call under way', () => {
  it('tells how far it is', async () => {
    const client = await bench.start('--max-cost', '1');
    const told: Progress[] = [];
    await client.callTool(
      { name: 'describe', arguments: { ...photo, provider: 'anthropic' } },
      undefined,
      { onprogress: (progress) => told.push(progress) },
    );
    expect(told.length).toBeGreaterThan(1);
    const figures = told.map(({ progress }) => progress);
    expect(figures).toEqual([...new Set(figures)].sort((a, b) => a - b));
    expect(told.every(({ total }) => total === 1)).toBe(true);
  });

  it('is ended by the client, which may have cost what was set aside', async () => {
    const client = await bench.start('--max-cost', '1');
    const { stability } = bench.simulators;
    stability.fail('slow', 1, { delayMs: 30_000 });
    const seen = stability.requests.length;
    const cancel = new AbortController();
    const pending = client.callTool(
      {
        name: 'search-and-replace',
        arguments: {
          ...photo,
          options: { search: 'sky', prompt: 'sea' },
          provider: 'stability',
          outputFolder: 'cancelled',
        },
      },
      undefined,
      { signal: cancel.signal },
    );
    await expect.poll(() => stability.requests.length, { timeout: 10_000 }).toBe(seen + 1);
    cancel.abort();
    await expect(pending).rejects.toThrow();
    await expect.poll(() => stability.abandoned.length, { timeout: 10_000 }).toBe(1);
    await expect
      .poll(
        async () => {
          const { structured } = await call(client, 'estimate', {
            operation: 'ocr',
            images: ['words.png'],
          });
          return estimateOutputSchema.parse(structured).session;
        },
        { timeout: 10_000 },
      )
      // 5 credits.
      .toEqual({ capUsd: 1, spentUsd: 0.05, reservedUsd: 0, leftUsd: 0.95 });
    expect(await readdir(path.join(bench.folder, 'cancelled'))).toEqual([]);
  });
});
