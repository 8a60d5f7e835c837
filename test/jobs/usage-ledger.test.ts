import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { accountIdSchema, localScope } from '../../electron/contract/account.ts';
import { attemptIdSchema, jobIdSchema } from '../../electron/contract/ids.ts';
import { createAttemptJournal } from '../../electron/jobs/attempt-journal.ts';
import { createBudgetStore } from '../../electron/jobs/budget-store.ts';
import { type UsageEntry, createUsageLedger } from '../../electron/jobs/usage-ledger.ts';
import { type Store, openStore } from '../../electron/library/store.ts';
import {
  type EngineUnderTest,
  answerWithImage,
  fakeProvider,
  openEngine,
  price,
} from './engine-under-test.ts';

const account = accountIdSchema.parse(randomUUID());

let folder: string;
let engine: EngineUnderTest | null;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'emulsion-usage-'));
  engine = null;
});
afterEach(() => engine?.close());

const log = (): string => path.join(folder, 'sent');

it('tells the account what a job has cost, with the job and its result', async () => {
  engine = await openEngine(folder, [fakeProvider({ log: log() })]);
  engine.setScope(account);
  const job = await engine.submitEdit();
  await engine.jobs.settled([job.id]);
  const ops = engine.outbox.replica(account).pending(100);
  expect(ops.filter(({ kind }) => kind === 'usage')).toMatchObject([
    {
      fields: {
        job_id: job.id,
        provider: 'stability',
        operation: 'edit',
        cost_micro_usd: price,
        simulated: false,
        corrects: null,
      },
    },
  ]);
  // Never sent: the whole life of the job is one operation.
  expect(ops.filter(({ kind }) => kind === 'job')).toMatchObject([
    { key: job.id, fields: { run: 0, status: 'done', cost_micro_usd: price } },
  ]);
  expect(ops.filter(({ kind }) => kind === 'asset')).toHaveLength(1);
});

it('keeps what was spent without an account to itself', async () => {
  engine = await openEngine(folder, [fakeProvider({ log: log() })]);
  const job = await engine.submitEdit();
  engine.setScope(account);
  await engine.jobs.settled([job.id]);
  expect(engine.outbox.replica(account).pending(100)).toEqual([]);
});

it('erases an account with its files, when what runs has been stopped', async () => {
  let began: () => void = () => undefined;
  const sending = new Promise<void>((resolve) => (began = resolve));
  const stuck = fakeProvider({
    log: log(),
    answer: async (request, context) => {
      began();
      await new Promise((_resolve, reject) =>
        context.signal.addEventListener('abort', () => reject(new Error('stopped'))),
      );
      return answerWithImage(request, context);
    },
  });
  engine = await openEngine(folder, [stuck]);
  engine.setScope(account);
  const job = await engine.submitEdit();
  const picture = path.join(folder, 'me.png');
  await writeFile(picture, 'me');
  const avatar = await engine.keepImage(`avatar/${account}`, picture);
  await sending;
  const blobs = path.join(folder, 'blobs');
  const fileOf = (hash: string) => path.join(blobs, hash.slice(0, 2), hash.slice(2));
  expect(existsSync(fileOf(avatar))).toBe(true);
  await engine.eraseAccount(account);
  expect(existsSync(fileOf(avatar))).toBe(false);
  expect(engine.jobs.list()).toEqual([]);
  expect(engine.outbox.replica(account).pending(100)).toEqual([]);
  expect(engine.budget().day.spent).toBe(price);
  engine.setScope(localScope);
  expect(engine.jobs.list().some(({ id }) => id === job.id)).toBe(false);
});

it('writes what turns out to be otherwise as a correction', () => {
  const store: Store = openStore({ path: path.join(folder, 'library.db'), now: () => 0 });
  const told: UsageEntry[] = [];
  const ledger = createUsageLedger({
    store,
    now: () => 9,
    isSimulated: () => true,
    onEntry: (scope, entry) => {
      expect(scope).toBe('local');
      told.push(entry);
    },
  });
  const budget = createBudgetStore(store, () => undefined, ledger.settled);
  const attemptId = attemptIdSchema.parse(randomUUID());
  const jobId = jobIdSchema.parse(randomUUID());
  const period = { day: '2026-11-22', month: '2026-11' };
  budget.reserve({ attemptId, provider: 'openai', amount: 50, period });
  createAttemptJournal(store).begin({
    id: attemptId,
    jobId,
    provider: 'openai',
    model: 'm',
    operation: 'edit',
    startedAt: 1,
    reserved: 50,
  });
  budget.hold(attemptId);
  expect(told).toEqual([]);
  budget.settleHeld(attemptId);
  budget.settleHeld(attemptId);
  budget.settle(attemptId, 30);
  expect(told).toMatchObject([
    { id: attemptId, jobId, cost: 50, corrects: null, simulated: true },
    { cost: -20, corrects: attemptId },
  ]);
  expect(store.get('select sum(cost) as cost from usage_ledger')).toEqual({ cost: 30 });
  store.close();
});
