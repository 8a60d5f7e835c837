import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { recipeSchema } from '../../electron/contract/recipes.ts';
import {
  type EngineUnderTest,
  type FakeProvider,
  fakeProvider,
  newFolder,
  openEngine,
} from '../jobs/engine-under-test.ts';

let folder: string;
let engine: EngineUnderTest;
let provider: FakeProvider;
let allowed: number;

beforeEach(async () => {
  folder = await newFolder();
  await mkdir(path.join(folder, 'in'));
  for (const file of ['a.png', 'b.png', 'c.png']) {
    await writeFile(path.join(folder, 'in', file), file);
  }
});
afterEach(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

async function runBatch(id: 'cloud' | 'stability') {
  provider = fakeProvider({ id, log: path.join(folder, 'sent.log') });
  engine = await openEngine(path.join(folder, 'data'), [provider], {
    batchImages: () => allowed,
    patch: { concurrency: 1 },
  });
  const recipe = recipeSchema.parse({
    version: 1,
    name: 'A',
    steps: [{ do: 'edit', options: { prompt: 'bluer' } }],
    outputs: [{ format: 'png' }],
  });
  const { id: batch } = engine.batches.start({
    recipe,
    inputs: [path.join(folder, 'in')],
    folder: path.join(folder, 'out'),
    cap: null,
    onCap: 'ask',
  });
  return engine.batches.settled(batch);
}

it('runs on credits as many images as the plan has, stops, and goes on with a larger one', async () => {
  allowed = 2;
  const stopped = await runBatch('cloud');
  expect(stopped.state).toMatchObject({
    status: 'paused',
    error: { kind: 'plan-batch-limit', action: 'see-plans', params: { limit: 2 } },
  });
  expect(stopped.counts.done).toBe(2);
  expect(provider.sent()).toBe(2);
  allowed = 3;
  engine.batches.resume(stopped.id);
  const done = await engine.batches.settled(stopped.id);
  expect(done).toMatchObject({ state: { status: 'done' }, counts: { done: 3 } });
  expect(provider.sent()).toBe(3);
});

it('has no limit for keys of one’s own', async () => {
  allowed = 1;
  const done = await runBatch('stability');
  expect(done).toMatchObject({ state: { status: 'done' }, counts: { done: 3 } });
});
