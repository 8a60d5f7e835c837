import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { appError } from '../../electron/contract/app-error.ts';
import { attemptIdSchema, jobIdSchema } from '../../electron/contract/ids.ts';
import { createAttemptJournal } from '../../electron/jobs/attempt-journal.ts';
import { createBudgetStore } from '../../electron/jobs/budget-store.ts';
import { type Store, openStore } from '../../electron/library/store.ts';
import { ProviderFailure } from '../../electron/providers/provider.ts';
import { periodOf } from '../../electron/router/budget.ts';
import {
  type EngineUnderTest,
  fakeProvider,
  newFolder,
  openEngine,
  price,
} from './engine-under-test.ts';

const opened: EngineUnderTest[] = [];
afterEach(async () => {
  for (const engine of opened.splice(0)) await engine.close();
});

async function open(dataFolder: string, answer?: Parameters<typeof fakeProvider>[0]['answer']) {
  const provider = fakeProvider({
    log: path.join(dataFolder, '..', 'sent.log'),
    ...(answer === undefined ? {} : { answer }),
  });
  const engine = await openEngine(dataFolder, [provider]);
  opened.push(engine);
  return { engine, provider };
}

/** What a crash has left in the database, row by row. */
async function leave(dataFolder: string, write: (store: Store) => void): Promise<void> {
  const store = openStore({ path: path.join(dataFolder, 'library.db'), now: Date.now });
  write(store);
  store.close();
}

function reserve(store: Store) {
  const attemptId = attemptIdSchema.parse(randomUUID());
  createBudgetStore(store, () => undefined).reserve({
    attemptId,
    provider: 'stability',
    amount: price,
    period: periodOf(Date.now()),
  });
  return attemptId;
}

describe('a start after a crash', () => {
  it('sets money free that was reserved for a request that never left', async () => {
    const dataFolder = path.join(await newFolder(), 'data');
    await leave(dataFolder, reserve);
    const { engine } = await open(dataFolder);
    expect(engine.budget().day).toMatchObject({ reserved: 0, spent: 0 });
  });

  it('counts what was under way for a job that is gone as spent', async () => {
    const dataFolder = path.join(await newFolder(), 'data');
    await leave(dataFolder, (store) => {
      createAttemptJournal(store).begin({
        id: reserve(store),
        jobId: jobIdSchema.parse(randomUUID()),
        provider: 'stability',
        model: 'test-model',
        operation: 'edit',
        startedAt: Date.now(),
        reserved: price,
      });
    });
    const { engine } = await open(dataFolder);
    expect(engine.budget().day).toMatchObject({ reserved: 0, spent: price });
  });
});

describe('the most that a job may cost', () => {
  it('holds for all its runs together', async () => {
    const error = appError('provider-may-have-billed');
    const { engine, provider } = await open(path.join(await newFolder(), 'data'), () =>
      Promise.reject(new ProviderFailure({ class: 'ambiguous', error })),
    );
    const job = await engine.submitEdit({ maxCost: price * 1.5 });
    await engine.jobs.settled([job.id]);
    engine.jobs.decide(job.id, 'send-again');
    const [ended] = await engine.jobs.settled([job.id]);
    expect(ended?.state).toMatchObject({ status: 'failed', error: { kind: 'budget-reached' } });
    expect(provider.sent()).toBe(1);
  });
});

describe('fewer images than were asked for', () => {
  it('are kept, and the receipt says so', async () => {
    const { engine } = await open(path.join(await newFolder(), 'data'));
    const call = { operation: 'edit', options: { prompt: 'bluer', count: 3 } } as const;
    const job = await engine.submitEdit({ call });
    const [done] = await engine.jobs.settled([job.id]);
    expect(done?.state.status).toBe('done');
    expect(done?.receipt?.losses).toEqual([{ what: 'option', option: 'count' }]);
  });
});
