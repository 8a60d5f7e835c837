import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { libraryQuerySchema } from '../../electron/contract/library.ts';
import type { Job } from '../../electron/contract/jobs.ts';
import type { AiProvider } from '../../electron/providers/provider.ts';
import type { CrashStep } from './crash-steps.ts';
import {
  type EngineUnderTest,
  type FakeProvider,
  answerWithImage,
  fakeProvider,
  newFolder,
  openEngine,
  price,
} from './engine-under-test.ts';

interface Restarted {
  readonly engine: EngineUnderTest;
  readonly provider: FakeProvider;
  readonly job: Job;
}

const opened: EngineUnderTest[] = [];
afterEach(async () => {
  for (const engine of opened.splice(0)) await engine.close();
});

/** Lets a process die at a step of its job, then opens what it left behind. */
async function crashAndRestart(
  step: CrashStep,
  { free = false, resume }: { free?: boolean; resume?: AiProvider['resume'] } = {},
): Promise<Restarted> {
  const folder = await newFolder();
  const log = path.join(folder, 'sent.log');
  const dataFolder = path.join(folder, 'data');
  const child = spawn(
    process.execPath,
    [
      fileURLToPath(new URL('crash-child.ts', import.meta.url)),
      dataFolder,
      log,
      step,
      free ? 'free' : 'paid',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const [, signal] = await once(child, 'exit');
  expect(signal).toBe('SIGKILL');

  const provider = fakeProvider({ id: free ? 'on-device' : 'stability', free, log, resume });
  const engine = await openEngine(dataFolder, [provider], { patch: { cacheResults: false } });
  opened.push(engine);
  const [left] = engine.jobs.list();
  if (left === undefined) throw new Error('the job was lost');
  const [job] = await engine.jobs.settled([left.id]);
  if (job === undefined) throw new Error('the job was lost');
  return { engine, provider, job };
}

/** The job is done once: one result beside the original, whole, and nothing left to save. */
async function expectDoneOnce({ engine, job }: Restarted): Promise<void> {
  expect(job.state.status).toBe('done');
  const page = engine.library.list(libraryQuerySchema.parse({ limit: 10 }));
  expect(page.total).toBe(1);
  const [asset] = page.assets;
  if (asset === undefined || job.result?.kind !== 'images') throw new Error('no result');
  expect(asset.versionCount).toBe(2);
  expect(job.result.versionIds).toEqual([asset.latest.id]);
  const [file] = await engine.handOut([asset.latest.id]);
  expect(await readFile(file ?? '', 'utf8')).toMatch(/^edit /);
}

describe('a process that is killed', () => {
  it('before the request is journalled: runs the job again', async () => {
    const restarted = await crashAndRestart('before journal');
    await expectDoneOnce(restarted);
    expect(restarted.provider.sent()).toBe(1);
  });

  it.each(['after journal', 'after remote id', 'after answer'] as const)(
    '%s: asks, and sends nothing by itself',
    async (step) => {
      const { engine, provider, job } = await crashAndRestart(step);
      expect(job.state).toMatchObject({
        status: 'unknown',
        provider: 'stability',
        retryCost: price,
      });
      expect(provider.sent()).toBe(1);
      expect(engine.budget().day).toMatchObject({ reserved: price, spent: 0 });
    },
  );

  it.each(['outcome kept', 'before commit'] as const)('%s: saves the paid result', async (step) => {
    const restarted = await crashAndRestart(step);
    await expectDoneOnce(restarted);
    expect(restarted.provider.sent()).toBe(1);
    expect(restarted.engine.budget().day).toMatchObject({ reserved: 0, spent: price });
  });

  it('after commit: changes nothing', async () => {
    const restarted = await crashAndRestart('after commit');
    await expectDoneOnce(restarted);
    expect(restarted.provider.sent()).toBe(1);
  });

  it('in the middle of a free request: sends it again', async () => {
    const restarted = await crashAndRestart('after journal', { free: true });
    await expectDoneOnce(restarted);
    expect(restarted.provider.sent()).toBe(2);
  });

  it('after a provider that can resume accepted: fetches that result', async () => {
    const asked: string[] = [];
    const restarted = await crashAndRestart('after remote id', {
      resume: (remoteId, request, context) => {
        asked.push(remoteId);
        return answerWithImage(request, context);
      },
    });
    await expectDoneOnce(restarted);
    expect(asked).toEqual(['remote-1']);
    expect(restarted.provider.sent()).toBe(1);
    expect(restarted.engine.budget().day).toMatchObject({ reserved: 0, spent: price });
  });
});

describe('the user decides on an unknown job', () => {
  it('send again: runs once more, and counts both', async () => {
    const { engine, provider, job } = await crashAndRestart('after journal');
    engine.jobs.decide(job.id, 'send-again');
    const [done] = await engine.jobs.settled([job.id]);
    expect(done?.state.status).toBe('done');
    expect(provider.sent()).toBe(2);
    expect(engine.budget().day).toMatchObject({ reserved: 0, spent: 2 * price });
  });

  it('give up: counts what may have been billed', async () => {
    const { engine, provider, job } = await crashAndRestart('after journal');
    engine.jobs.decide(job.id, 'give-up');
    expect(engine.job(job.id).state.status).toBe('cancelled');
    expect(provider.sent()).toBe(1);
    expect(engine.budget().day).toMatchObject({ reserved: 0, spent: price });
  });
});
