import { readdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { estimateOutputSchema } from '../../electron/mcp/tool-results.ts';
import { type Bench, call, openBench, operate } from './support.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
}, 120_000);
afterEach(() => bench.tidy());
afterAll(() => bench.close());

const photo = { images: ['photo.png'] };

describe('money', () => {
  it('is estimated before it is spent, with the reason against the others', async () => {
    const before = bench.posted();
    const { structured } = await call(await bench.start('--max-cost', '0.03'), 'estimate', {
      operation: 'edit',
      ...photo,
      options: { prompt: 'bluer' },
    });
    const { estimates, session } = estimateOutputSchema.parse(structured);
    const [found] = estimates;
    expect(found?.candidates.map(({ provider }) => provider)).toContain('openai');
    for (const candidate of found?.candidates ?? []) {
      expect(candidate).toMatchObject({ simulated: true, local: false });
      expect(candidate.highUsd).toBeGreaterThan(0);
      expect(candidate.withinCap).toBe(candidate.highUsd <= 0.03);
    }
    expect(found?.excluded).toContainEqual({
      provider: 'anthropic',
      model: null,
      reason: 'does-not-offer',
    });
    expect(session.spentUsd).toBe(0);
    expect(bench.posted()).toBe(before);
  });

  it('is not spent without a cap of one’s own', async () => {
    const before = bench.posted();
    const { isError, error, text } = await operate(await bench.start(), 'describe', {
      ...photo,
      provider: 'openai',
    });
    expect(isError).toBe(true);
    expect(error).toMatchObject({ kind: 'budget-reached', params: { leftUsd: 0, capUsd: 0 } });
    expect(text).toContain('--max-cost');
    expect(bench.posted()).toBe(before);
  });

  it('ends with the session’s cap, over calls one after the other and at once', async () => {
    const client = await bench.start('--max-cost', '0.19');
    const edit = { ...photo, provider: 'stability', outputFolder: 'capped' };
    const before = bench.simulators.stability.ledger.images;
    // 5 credits, $0.05, each.
    const done = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((prompt) =>
        operate(client, 'search-and-replace', { ...edit, options: { search: prompt, prompt } }),
      ),
    );
    const refused = done.filter(({ error }) => error?.kind === 'budget-reached');
    const paid = done.filter(({ results }) => results.some(({ ok }) => ok));
    expect(refused.length + paid.length).toBe(5);
    expect(refused.length).toBeGreaterThan(0);
    expect(bench.simulators.stability.ledger.images - before).toBe(paid.length);
    const { session } = await operate(client, 'ocr', {
      images: ['words.png'],
      provider: 'on-device',
    });
    expect(session.spentUsd).toBeCloseTo(
      paid.reduce((sum, { results }) => sum + (results[0]?.receipt?.costUsd ?? 0), 0),
    );
    expect(session.spentUsd).toBeLessThanOrEqual(0.19);
    expect(session.reservedUsd).toBe(0);
  });

  it('is set aside for a call as a whole: none of its images is begun beyond the cap', async () => {
    const client = await bench.start('--max-cost', '0.06');
    await writeFile(
      path.join(bench.folder, 'second.png'),
      await sharp({ create: { width: 900, height: 900, channels: 3, background: 'green' } })
        .png()
        .toBuffer(),
    );
    const before = bench.posted();
    const { isError, error, session } = await operate(client, 'search-and-replace', {
      images: ['photo.png', 'second.png'],
      options: { search: 'sky', prompt: 'sea' },
      provider: 'stability',
      outputFolder: 'whole',
    });
    expect({ isError, kind: error?.kind }).toEqual({ isError: true, kind: 'budget-reached' });
    expect(session).toMatchObject({ spentUsd: 0, reservedUsd: 0 });
    expect(bench.posted()).toBe(before);
  });
});

describe('what comes in', () => {
  it('is read from the allowed folders only, wherever a link leads', async () => {
    const client = await bench.start();
    await symlink(path.join(bench.outside, 'secret.png'), path.join(bench.folder, 'link.png'));
    await symlink(bench.outside, path.join(bench.folder, 'way-out'));
    const outside = path.basename(bench.outside);
    const paths = [
      path.join(bench.outside, 'secret.png'),
      path.join(bench.outside, 'nothing-there.png'),
      `../${outside}/secret.png`,
      'link.png',
      'way-out/secret.png',
      'way-out/nothing-there.png',
      '/etc/passwd',
    ];
    for (const image of paths) {
      const { isError, error, results } = await operate(client, 'ocr', { images: [image] });
      expect([image, isError, error?.kind]).toEqual([image, true, 'not-allowed']);
      expect(results).toEqual([]);
    }
    const missing = await operate(client, 'ocr', { images: ['nothing-there.png'] });
    expect(missing.error?.kind).toBe('file-missing');
  });

  it('is not written outside of them', async () => {
    const client = await bench.start('--max-cost', '1');
    const before = bench.posted();
    for (const outputFolder of [bench.outside, 'way-out/new', '../new']) {
      const { error } = await operate(client, 'edit', {
        ...photo,
        options: { prompt: 'bluer' },
        outputFolder,
      });
      expect([outputFolder, error?.kind]).toEqual([outputFolder, 'not-allowed']);
    }
    expect(bench.posted()).toBe(before);
    expect(await readdir(bench.outside)).toEqual(['secret.png']);
  });

  it.each([
    ['upscale', { ...photo, outputFolder: 'out', options: { factor: 3 } }, 'options.factor'],
    ['edit', { ...photo, outputFolder: 'out' }, 'options'],
    ['ocr', { images: [] }, 'images'],
    ['ocr', { images: Array.from({ length: 21 }, () => 'photo.png') }, 'images'],
    ['ocr', { ...photo, shell: 'rm -rf /' }, 'shell'],
    ['ocr', { images: ['photo\0.png'] }, 'images.0'],
    ['inpaint', { ...photo, outputFolder: 'out', options: { prompt: 'x' } }, 'mask'],
    ['estimate', { operation: 'fly' }, 'operation'],
  ])('is refused with the field’s name where it is wrong: %s', async (name, args, field) => {
    const { isError, structured } = await call(await bench.start(), name, args);
    expect(isError).toBe(true);
    expect(structured).toMatchObject({
      error: { kind: 'invalid-request', cause: expect.stringContaining(field) },
    });
  });

  it('names a tool that there is', async () => {
    const client = await bench.start();
    await expect(client.callTool({ name: 'shell', arguments: {} })).rejects.toMatchObject({
      code: -32_602,
    });
  });
});
