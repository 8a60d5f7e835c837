import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { accountIdSchema, localScope } from '../../electron/contract/account.ts';
import { AppFailure } from '../../electron/contract/app-error.ts';
import { libraryQuerySchema } from '../../electron/contract/library.ts';
import {
  type EngineUnderTest,
  answerWithImage,
  fakeProvider,
  openEngine,
} from '../jobs/engine-under-test.ts';

const account = accountIdSchema.parse(randomUUID());
const other = accountIdSchema.parse(randomUUID());

let folder: string;
let engine: EngineUnderTest;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'emulsion-scopes-'));
  engine = await openEngine(folder, [fakeProvider({ log: path.join(folder, 'sent') })]);
});
afterEach(() => engine.close());

function names(text = ''): readonly string[] {
  return engine.library.list(libraryQuerySchema.parse({ text })).assets.map(({ name }) => name);
}

it('shows each library by itself, and takes the same file into each of them', async () => {
  await engine.addImage('harbour');
  engine.setScope(account);
  expect(names()).toEqual([]);
  const mine = await engine.addImage('harbour');
  await engine.addImage('boat');
  expect(names()).toEqual(['boat', 'harbour']);
  expect(names('harb')).toEqual(['harbour']);
  engine.setScope(other);
  expect(names('harb')).toEqual([]);
  expect(() => engine.library.details(mine.id)).toThrow(AppFailure);
  expect(() => engine.library.rename(mine.id, 'theirs')).toThrow(AppFailure);
  engine.setScope(localScope);
  expect(names()).toEqual(['harbour']);
});

/** An engine whose provider answers when it is let. */
async function openSlowEngine(): Promise<() => void> {
  await engine.close();
  let goOn: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (goOn = resolve));
  const slow = fakeProvider({
    log: path.join(folder, 'sent'),
    answer: async (request, context) => {
      await gate;
      return answerWithImage(request, context);
    },
  });
  engine = await openEngine(folder, [slow]);
  return goOn;
}

it('lets a running job end in the library where it began, unheard by the one that is shown', async () => {
  const answer = await openSlowEngine();
  engine.setScope(account);
  const job = await engine.submitEdit();
  engine.setScope(other);
  const heard = engine.events.length;
  answer();
  await engine.jobs.settled([job.id]);
  const told = engine.events.slice(heard).filter(({ type }) => /^(job|asset)/.test(type));
  expect(told).toEqual([]);
  expect(engine.jobs.list()).toEqual([]);
  engine.jobs.clearFinished();
  engine.setScope(account);
  expect(engine.jobs.list().map(({ id, state }) => ({ id, status: state.status }))).toEqual([
    { id: job.id, status: 'done' },
  ]);
  expect(names()).toEqual(['image 1']);
  engine.jobs.clearFinished();
  expect(engine.jobs.list()).toEqual([]);
});

it('puts what a job makes anew into the library of the job', async () => {
  const answer = await openSlowEngine();
  engine.setScope(account);
  const job = await engine.submitEdit();
  await expect.poll(() => engine.job(job.id).state.status).toBe('running');
  engine.library.remove(job.request.input === null ? [] : [job.request.input.assetId]);
  engine.setScope(localScope);
  answer();
  await engine.jobs.settled([job.id]);
  expect(names()).toEqual([]);
  engine.setScope(account);
  expect(names()).toEqual(['image 1']);
});

it('keeps each library over a restart, and begins with the local one', async () => {
  engine.setScope(account);
  await engine.addImage('harbour');
  await engine.close();
  engine = await openEngine(folder, []);
  expect(engine.scope()).toBe(localScope);
  expect(names()).toEqual([]);
  engine.setScope(account);
  expect(names()).toEqual(['harbour']);
});
