import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BatchId, batchIdSchema } from '../../electron/contract/batches.ts';
import { openStore } from '../../electron/library/store.ts';
import { type BatchRow, createBatchStore } from '../../electron/recipes/batch-store.ts';
import { createWatchStore } from '../../electron/recipes/watch-store.ts';
import { createWatches } from '../../electron/recipes/watches.ts';
import { type RecipeInput, recipeSchema } from '../../electron/contract/recipes.ts';
import type { NewBatch } from '../../electron/recipes/batches.ts';
import { feedsItself } from '../../electron/recipes/watch-loops.ts';
import {
  type EngineUnderTest,
  type FakeProvider,
  fakeProvider,
  newFolder,
  openEngine,
  price,
} from '../jobs/engine-under-test.ts';

let folder: string;
let engine: EngineUnderTest;
let provider: FakeProvider;

beforeEach(async () => {
  folder = await newFolder();
  await mkdir(path.join(folder, 'in'));
  provider = fakeProvider({ log: path.join(folder, 'sent.log') });
  await open();
});
afterEach(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(): Promise<void> {
  engine = await openEngine(path.join(folder, 'data'), [provider], { watchEveryMs: 30 });
}

async function put(file: string, text = file): Promise<void> {
  const target = path.join(folder, 'in', file);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, text);
}

async function watch(
  parts: Partial<RecipeInput> = {},
  changes: Partial<NewBatch> = {},
): Promise<BatchId> {
  const { id } = await engine.batches.watch({
    recipe: recipeSchema.parse({ version: 1, name: 'A', outputs: [{ format: 'png' }], ...parts }),
    inputs: [path.join(folder, 'in')],
    folder: path.join(folder, 'in', 'out'),
    cap: null,
    onCap: 'ask',
    ...changes,
  });
  return id;
}

const timeout = 15_000;
const counts = (id: BatchId) => engine.batches.get(id).counts;
const paid = { steps: [{ do: 'edit', options: { prompt: 'bluer' } }] } as const;
const until = (id: BatchId, wanted: object) =>
  expect.poll(() => counts(id), { timeout }).toMatchObject(wanted);
const outputs = async () =>
  (await readdir(path.join(folder, 'in', 'out'), { recursive: true })).sort();

describe('a watched folder', () => {
  it('takes what is there and what comes, with its folders, and never its own outputs', async () => {
    await put('a.png');
    const id = await watch();
    await until(id, { done: 1 });
    await put('sub/b.png');
    await until(id, { done: 2 });
    expect(engine.batches.get(id)).toMatchObject({ watched: 'in', state: { status: 'done' } });
    expect(await outputs()).toEqual(['a.png', 'sub', path.join('sub', 'b.png')]);
    // Time enough for several looks.
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(counts(id)).toMatchObject({ done: 2, skipped: 0, waiting: 0 });
  });

  it('waits until two looks found a file the same, and takes no empty one', async () => {
    const file = path.join(folder, 'in', 'slow.png');
    const store = openStore({ path: path.join(folder, 'rows.db'), now: () => 0 });
    const batches = createBatchStore(store);
    const watches = createWatchStore(store);
    const row: BatchRow = {
      id: batchIdSchema.parse('00000000-0000-4000-8000-000000000001'),
      scope: 'local',
      recipe: recipeSchema.parse({ version: 1, name: 'A', outputs: [{}] }),
      recipeHash: 'a',
      inputs: [path.join(folder, 'in')],
      folder: null,
      state: { status: 'done' },
      found: 0,
      listed: true,
      cap: null,
      onCap: 'ask',
      watching: true,
      createdAt: 0,
      endedAt: null,
    };
    batches.add(row);
    const before = ['', 'part ', 'part part ', 'part part ', 'part part '];
    const waiting: number[] = [];
    const watching = createWatches({
      store,
      batches,
      watches,
      everyMs: 1,
      onGrown: () => undefined,
      clock: {
        now: () => 0,
        // After each look: what the next one finds.
        sleep: async () => {
          waiting.push(batches.counts(row.id).waiting);
          const text = before.shift();
          if (text === undefined) watches.stopWatching(row.id);
          else await writeFile(file, text);
          // As whole milliseconds: the last ones are the same.
          await utimes(file, 1, text?.length ?? 1);
        },
      },
    });
    watching.begin(row.id);
    await expect.poll(() => batches.get(row.id)?.watching, { timeout }).toBe(false);
    await watching.close();
    store.close();
    expect(waiting).toEqual([0, 0, 0, 0, 1, 1]);
  });

  it('works on a changed file again and goes on after a restart, paying for nothing twice', async () => {
    await put('a.png');
    const id = await watch(paid);
    await until(id, { done: 1 });
    await engine.close();
    await put('b.png');
    await open();
    await until(id, { done: 2 });
    expect(provider.sent()).toBe(2);
    await put('a.png', 'other bytes');
    await expect.poll(() => provider.sent(), { timeout }).toBe(3);
    await until(id, { done: 2, waiting: 0 });
    expect(engine.batches.get(id).cost).toBe(3 * price);
  });

  it('skips what the same recipe made before it was watched', async () => {
    await put('a.png');
    const id = await watch();
    await until(id, { done: 1 });
    engine.batches.stop(id);
    const again = await watch();
    expect(again).not.toBe(id);
    await until(again, { skipped: 1, done: 0 });
  });

  it('does nothing while it is paused, spends no more than its cap, and ends when stopped', async () => {
    const id = await watch(paid, { cap: price });
    engine.batches.pause(id);
    await put('a.png');
    await put('b.png');
    await until(id, { waiting: 2 });
    engine.batches.resume(id);
    await until(id, { done: 1, waiting: 1 });
    expect(engine.batches.get(id).state).toMatchObject({ status: 'paused', by: 'budget' });
    engine.batches.stop(id);
    await put('c.png');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(counts(id)).toMatchObject({ done: 1, waiting: 1 });
    expect(engine.batches.get(id)).toMatchObject({ watched: null, state: { status: 'stopped' } });
  });

  it('is refused where it is no folder, or where its outputs would come back into it', async () => {
    await put('a.png');
    const file = { inputs: [path.join(folder, 'in', 'a.png')] };
    const into = { folder: path.join(folder, 'in') };
    for (const changes of [file, into]) {
      await expect(watch({}, changes)).rejects.toMatchObject({
        error: { kind: 'invalid-request' },
      });
    }
  });
});

describe('watches that feed each other', () => {
  const pair = (from: string, to: string) => ({ from, to });
  it.each([
    ['into itself', pair('/a', '/a'), [], true],
    ['into the folder above', pair('/a/b', '/a'), [], true],
    ['into a folder below, which is not looked into', pair('/a', '/a/out'), [], false],
    ['beside each other', pair('/a', '/b'), [pair('/c', '/d')], false],
    ['one after the other', pair('/a', '/b'), [pair('/b', '/c')], false],
    ['there and back', pair('/a', '/b'), [pair('/b', '/a')], true],
    ['by a third', pair('/a', '/b'), [pair('/c', '/a/x'), pair('/b', '/c')], true],
    ['twice the same', pair('/a', '/a/out'), [pair('/a', '/a/out')], false],
    ['each other by folders below', pair('/a', '/a/x'), [pair('/a', '/a/y')], true],
    ['names that only begin alike', pair('/a', '/ab'), [pair('/ab', '/abc')], false],
  ])('%s', (...[, added, others, expected]) => {
    expect(feedsItself(added, others)).toBe(expected);
  });
});
