import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appError, fail } from '../../electron/contract/app-error.ts';
import type { BatchId } from '../../electron/contract/batches.ts';
import { type RecipeInput, recipeSchema } from '../../electron/contract/recipes.ts';
import type { NewBatch } from '../../electron/recipes/batches.ts';
import {
  type EngineUnderTest,
  type FakeOptions,
  type FakeProvider,
  answerWithImage,
  fakeProvider,
  newFolder,
  openEngine,
  price,
} from '../jobs/engine-under-test.ts';
import { gate } from '../jobs/gate.ts';
import { plainImages } from '../jobs/plain-images.ts';
import { noWords } from '../../electron/contract/image-words.ts';
import type { EngineOptions } from '../../electron/engine.ts';
import type { ImageService } from '../../electron/images/image-service.ts';
import { ProviderFailure } from '../../electron/providers/provider.ts';

let folder: string;
let outFolder: string;
let engine: EngineUnderTest;
let provider: FakeProvider;

beforeEach(async () => {
  folder = await newFolder();
  outFolder = path.join(folder, 'out');
  for (const file of ['a.png', 'b.png', 'sub/a.png']) await put(file, file);
});
afterEach(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

async function put(file: string, text: string): Promise<void> {
  const target = path.join(folder, 'in', file);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, text);
}

async function open(
  answer: NonNullable<FakeOptions['answer']> = answerWithImage,
  options: Partial<EngineOptions> = {},
): Promise<void> {
  provider = fakeProvider({ log: path.join(folder, 'sent.log'), answer });
  engine = await openEngine(path.join(folder, 'data'), [provider], options);
}

const local: Partial<RecipeInput> = { steps: [{ do: 'resize', longestSide: 32 }] };
const paid: Partial<RecipeInput> = { steps: [{ do: 'edit', options: { prompt: 'bluer' } }] };

function batch(parts: Partial<RecipeInput>, changes: Partial<NewBatch> = {}): NewBatch {
  return {
    recipe: recipeSchema.parse({ version: 1, name: 'A', outputs: [{ format: 'png' }], ...parts }),
    inputs: [path.join(folder, 'in')],
    folder: outFolder,
    cap: null,
    onCap: 'ask',
    ...changes,
  };
}

async function run(parts: Partial<RecipeInput>, changes: Partial<NewBatch> = {}) {
  return await engine.batches.settled(engine.batches.start(batch(parts, changes)).id);
}

const written = async (): Promise<readonly string[]> =>
  (await readdir(outFolder, { recursive: true })).filter((file) => file.endsWith('.png')).sort();
const itemsOf = (id: BatchId) => engine.batches.items(id, { status: null, offset: 0, limit: 100 });

describe('a batch of local steps', () => {
  it('writes each output, keeps the folders, and leaves nothing else behind', async () => {
    await open();
    const done = await run({ outputs: [{ format: 'png' }, { format: 'png', name: 'web/{name}' }] });
    expect(done.state).toEqual({ status: 'done' });
    expect(done.counts).toEqual({ waiting: 0, running: 0, done: 3, skipped: 0, failed: 0 });
    const twice = ['a', 'b'].flatMap((name) => [`${name}.png`, `web/${name}.png`]);
    expect(await written()).toEqual([...twice, 'sub/a.png', 'sub/web/a.png'].sort());
    expect(await readdir(outFolder)).toEqual(['a.png', 'b.png', 'sub', 'web']);
  });

  it('skips what is done; a changed input and a lost output are worked on again', async () => {
    await open();
    await run(local);
    expect((await run(local)).counts).toMatchObject({ done: 0, skipped: 3 });
    await put('a.png', 'changed');
    await rm(path.join(outFolder, 'b.png'));
    expect((await run(local)).counts).toMatchObject({ done: 2, skipped: 1 });
    expect(await written()).toEqual(['a-2.png', 'a.png', 'b.png', 'sub/a.png']);
    expect((await run({ steps: [{ do: 'resize', longestSide: 31 }] })).counts.done).toBe(3);
  });

  it('treats a file that is there as it is told', async () => {
    await open();
    await mkdir(outFolder);
    const theirs = path.join(outFolder, 'a.png');
    await writeFile(theirs, 'theirs');
    const withRule = (collision: 'skip' | 'number' | 'replace') =>
      run({ outputs: [{ format: 'png', collision, folders: 'flat' }] });
    await withRule('skip');
    expect(await readFile(theirs, 'utf8')).toBe('theirs');
    await withRule('number');
    expect(await written()).toEqual(['a-2.png', 'a-3.png', 'a.png', 'b.png']);
    expect(await readFile(theirs, 'utf8')).toBe('theirs');
    await withRule('replace');
    expect(await readFile(theirs, 'utf8')).not.toBe('theirs');
  });

  it('tells why a file failed, goes on with the others, and tries it again when asked', async () => {
    await open();
    const missing = path.join(folder, 'late.png');
    const first = await run(local, { inputs: [missing, path.join(folder, 'in')] });
    expect(first.counts).toMatchObject({ done: 3, failed: 1 });
    expect(itemsOf(first.id)[0]).toMatchObject({
      status: 'failed',
      error: { kind: 'file-missing' },
    });
    await writeFile(missing, 'now');
    engine.batches.retryFailed(first.id);
    expect((await engine.batches.settled(first.id)).counts).toMatchObject({ done: 4, failed: 0 });
  });
});

describe('a batch whose workers die', () => {
  it.each([
    [1, { done: 3, failed: 0 }],
    [2, { done: 0, failed: 3 }],
  ])('%i times over each file', async (deaths, counts) => {
    const plain = plainImages();
    const died = new Map<string, number>();
    const output: ImageService['output'] = async (input, control) => {
      const times = died.get(input.path) ?? 0;
      died.set(input.path, times + 1);
      if (times < deaths) throw fail('worker-crashed');
      return await plain.output(input, control);
    };
    await open(answerWithImage, { images: { ...plain, output } });
    expect((await run(local)).counts).toMatchObject(counts);
  });
});

describe('what the files of a batch say of themselves', () => {
  type Output = Parameters<ImageService['output']>[0];

  /** Workers that write nothing down but what they are asked for. */
  function listening(warns: boolean): { readonly asked: Output[]; readonly images: ImageService } {
    const asked: Output[] = [];
    const plain = plainImages();
    const output: ImageService['output'] = async (input) => {
      asked.push(input);
      const written = await plain.output(input);
      return warns && input.notes !== undefined
        ? { ...written, warnings: ['credentials-incomplete'] }
        : written;
    };
    return { asked, images: { ...plain, output } };
  }

  it('are the words of the library and of the recipe, and what models had to do with them', async () => {
    const { asked, images } = listening(false);
    await open(answerWithImage, { images });
    const { outcomes } = await engine.ingest.paths([path.join(folder, 'in', 'a.png')]);
    const [known] = outcomes;
    if (known?.status !== 'added') throw new Error('not taken in');
    engine.library.describe(known.asset.id, {
      ...noWords,
      title: 'Harbour',
      creator: 'Nobody',
      hidesPlace: true,
    });
    await run(
      { ...paid, words: { creator: 'Ada' } },
      { inputs: [path.join(folder, 'in', 'a.png')] },
    );
    expect(asked).toMatchObject([
      {
        rules: { metadata: 'strip-location' },
        notes: {
          words: { title: 'Harbour', creator: 'Ada' },
          source: 'compositeWithTrainedAlgorithmicMedia',
          edited: false,
        },
      },
    ]);
  });

  it('is nothing while a step only goes on, and that it was edited at the end', async () => {
    const { asked, images } = listening(false);
    await open(answerWithImage, { images });
    const edits = { light: { exposure: 1 } };
    await run(
      {
        steps: [
          { do: 'adjust', edits },
          { do: 'edit', options: { prompt: 'bluer' } },
        ],
      },
      { inputs: [path.join(folder, 'in', 'a.png')] },
    );
    expect(asked.map(({ notes }) => notes?.edited)).toEqual([undefined, true]);
  });

  it('is told of where something is missing: in numbers, per file and in the report', async () => {
    await open(answerWithImage, { images: listening(true).images });
    const done = await run(local);
    expect(done).toMatchObject({ warned: 3, counts: { done: 3, failed: 0 } });
    expect(itemsOf(done.id)[0]?.outputs[0]?.warnings).toEqual(['credentials-incomplete']);
    const html = await readFile(await engine.batches.writeReport(done.id), 'utf8');
    expect(html).toContain('without all of its Content Credentials');
    expect(await readFile(path.join(outFolder, 'report.csv'), 'utf8')).toContain(
      'a.png: credentials-incomplete',
    );
  });
});

describe('a batch that costs money', () => {
  it('asks for each image once, and names what it cost', async () => {
    await open();
    const done = await run({ ...paid, outputs: [{ format: 'png', name: '{name}-{operation}' }] });
    expect(done).toMatchObject({ state: { status: 'done' }, cost: 3 * price });
    expect(await written()).toEqual(['a-edit.png', 'b-edit.png', 'sub/a-edit.png']);
    expect(
      (await run({ ...paid, outputs: [{ format: 'png', name: '{name}-{operation}' }] })).cost,
    ).toBe(0);
    expect(provider.sent()).toBe(3);
  });

  it('spends no more than its cap: it asks, and goes on when it may', async () => {
    await open();
    const paused = await run(paid, { cap: 2 * price });
    expect(paused).toMatchObject({ state: { status: 'paused', by: 'budget' }, cost: 2 * price });
    engine.batches.resume(paused.id, 3 * price);
    const done = await engine.batches.settled(paused.id);
    expect(done).toMatchObject({ state: { status: 'done' }, cost: 3 * price, cap: 3 * price });
    expect(provider.sent()).toBe(3);
  });

  it('stops at its cap where it was told to', async () => {
    await open();
    const stopped = await run(paid, { cap: price, onCap: 'stop' });
    expect(stopped.state).toEqual({ status: 'stopped', by: 'budget' });
    expect(provider.sent()).toBe(1);
  });

  it('goes on after a restart, and pays for nothing twice', async () => {
    const closed = gate();
    await open((request, context) =>
      provider.sent() > 1 ? closed.answer(request, context) : answerWithImage(request, context),
    );
    const { id } = engine.batches.start(batch(paid));
    await expect.poll(() => engine.batches.get(id).counts.done, { timeout: 10_000 }).toBe(1);
    await engine.close();
    await open();
    const done = await engine.batches.settled(id);
    const unknown = done.counts.failed;
    // What was under way may have been billed: that is for the user to decide.
    expect(done.counts.done + unknown).toBe(3);
    for (const { error } of itemsOf(id).filter(({ status }) => status === 'failed')) {
      expect(error?.kind).toBe('provider-may-have-billed');
    }
    const asked = engine.jobs.list().filter(({ state }) => state.status === 'unknown');
    for (const job of asked) engine.jobs.decide(job.id, 'send-again');
    await engine.jobs.settled(asked.map((job) => job.id));
    engine.batches.retryFailed(id);
    expect((await engine.batches.settled(id)).counts).toMatchObject({ done: 3, failed: 0 });
    expect(provider.sent()).toBe(3 + unknown);
  });

  it('pauses as a whole where every other image would fail too', async () => {
    await open(() =>
      Promise.reject(
        new ProviderFailure({ class: 'account', error: appError('provider-no-credit') }),
      ),
    );
    const { state, counts } = await run(paid);
    expect(state).toMatchObject({ status: 'paused', by: 'failure' });
    expect(counts.waiting).toBeGreaterThan(0);
    expect(counts.done).toBe(0);
  });
});

describe('a dry run', () => {
  it('names cost and files, and sends nothing', async () => {
    await open();
    const { recipe, inputs } = batch(paid);
    const estimate = await engine.batches.estimate({ recipe, inputs, folder: outFolder });
    expect(estimate).toMatchObject({
      files: 3,
      sampled: 3,
      cost: { low: 3 * price, high: 3 * price },
    });
    expect(provider.sent()).toBe(0);
    await expect(readdir(outFolder)).rejects.toThrow();
  });
});
