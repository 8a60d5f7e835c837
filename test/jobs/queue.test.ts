import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { AppFailure, appError } from '../../electron/contract/app-error.ts';
import { type JobRequest, jobRequestSchema } from '../../electron/contract/jobs.ts';
import { ProviderFailure, type ProcessingResult } from '../../electron/providers/provider.ts';
import { assetOf, edit, gate, until } from './gate.ts';
import {
  type EngineUnderTest,
  type FakeOptions,
  answerWithImage,
  fakeProvider,
  newFolder,
  openEngine,
  price,
} from './engine-under-test.ts';

const opened: EngineUnderTest[] = [];
afterEach(async () => {
  for (const engine of opened.splice(0)) await engine.close();
});

interface Setup {
  readonly answer?: FakeOptions['answer'];
  readonly options?: Parameters<typeof openEngine>[2];
}

async function open({ answer, options }: Setup = {}) {
  const folder = await newFolder();
  const provider = fakeProvider({
    log: path.join(folder, 'sent.log'),
    ...(answer === undefined ? {} : { answer }),
  });
  const engine = await openEngine(path.join(folder, 'data'), [provider], options);
  opened.push(engine);
  return { engine, provider, dataFolder: path.join(folder, 'data') };
}

describe('the queue', () => {
  it('runs by priority, then by position, as the user moved it', async () => {
    const { prompts, answer, open: release } = gate();
    const { engine } = await open({ answer, options: { patch: { concurrency: 1 } } });
    const first = await engine.submitEdit(edit('first'));
    await until(engine, () => prompts.length === 1);
    const second = await engine.submitEdit(edit('second'));
    const third = await engine.submitEdit(edit('third'));
    const urgent = await engine.submitEdit({ ...edit('urgent'), priority: 9 });
    engine.jobs.move(third.id, second.id);
    const ids = [first, second, third, urgent].map(({ id }) => id);
    const all = engine.jobs.settled(ids);
    for (let count = 1; count <= 4; count += 1) {
      await until(engine, () => prompts.length === count);
      release();
    }
    await all;
    expect(prompts).toEqual(['first', 'urgent', 'third', 'second']);
  });

  it('never runs more with one provider than the settings allow', async () => {
    const { prompts, answer, open: release } = gate();
    const { engine } = await open({ answer, options: { patch: { concurrency: 2 } } });
    const jobs = [];
    for (const name of ['a', 'b', 'c']) jobs.push(await engine.submitEdit(edit(name)));
    await until(engine, () => prompts.length === 2);
    expect(engine.jobs.list().filter(({ state }) => state.status === 'queued')).toHaveLength(1);
    release();
    await until(engine, () => prompts.length === 3);
    release();
    const ended = await engine.jobs.settled(jobs.map(({ id }) => id));
    expect(ended.map(({ state }) => state.status)).toEqual(['done', 'done', 'done']);
  });

  it('keeps paused jobs until they are resumed, also over a restart', async () => {
    const { answer, prompts, open: release } = gate();
    const { engine, provider, dataFolder } = await open({
      answer,
      options: { patch: { concurrency: 1 } },
    });
    await engine.submitEdit(edit('busy'));
    await until(engine, () => prompts.length === 1);
    const paused = await engine.submitEdit(edit('paused'));
    await engine.jobs.pause([paused.id]);
    release();
    await until(engine, () => engine.jobs.list().some(({ state }) => state.status === 'done'));
    await engine.close();
    opened.splice(0);

    const again = await openEngine(dataFolder, [provider]);
    opened.push(again);
    expect(again.job(paused.id).state.status).toBe('paused');
    await again.jobs.resume([paused.id]);
    await until(again, () => prompts.length === 2);
    release();
    const [done] = await again.jobs.settled([paused.id]);
    expect(done?.state.status).toBe('done');
  });

  it('leaves a request under way to the next start, which asks about it', async () => {
    const { answer, prompts } = gate();
    const { engine, provider, dataFolder } = await open({ answer });
    const job = await engine.submitEdit(edit('cut off'));
    await until(engine, () => prompts.length === 1);
    await engine.close();
    opened.splice(0);
    const again = await openEngine(dataFolder, [provider]);
    opened.push(again);
    expect(again.job(job.id).state).toMatchObject({ status: 'unknown', retryCost: price });
    expect(again.budget().day).toMatchObject({ reserved: price, spent: 0 });
    expect(provider.sent()).toBe(1);
  });

  it('keeps no money back for a job that is over', async () => {
    const error = appError('provider-may-have-billed');
    const { engine } = await open({
      answer: () => Promise.reject(new ProviderFailure({ class: 'ambiguous', error })),
    });
    const job = await engine.submitEdit();
    const [unknown] = await engine.jobs.settled([job.id]);
    expect(unknown?.state.status).toBe('unknown');
    expect(engine.budget().day).toMatchObject({ reserved: price, spent: 0 });
    await engine.jobs.cancel([job.id]);
    expect(engine.budget().day).toMatchObject({ reserved: 0, spent: price });
  });

  it('cancels in the middle of a request, at once, and counts what it may have cost', async () => {
    const { answer, prompts } = gate();
    const { engine, provider } = await open({ answer });
    const job = await engine.submitEdit(edit('late'));
    await until(engine, () => prompts.length === 1);
    await engine.jobs.cancel([job.id]);
    expect(engine.job(job.id).state.status).toBe('cancelled');
    await until(engine, () => engine.budget().day.spent === price);
    expect(provider.sent()).toBe(1);
    expect(engine.library.details(assetOf(job)).versions).toHaveLength(1);
  });

  it('retries a failed job, and only such', async () => {
    let broken = true;
    const { engine } = await open({
      answer: (request, context) => {
        if (!broken) return answerWithImage(request, context);
        const error = appError('provider-rejected-input');
        return Promise.reject(new ProviderFailure({ class: 'fail-over', error }));
      },
    });
    const job = await engine.submitEdit();
    const [failed] = await engine.jobs.settled([job.id]);
    expect(failed?.state).toMatchObject({ status: 'failed' });
    broken = false;
    await engine.jobs.retry([job.id]);
    const [done] = await engine.jobs.settled([job.id]);
    expect(done?.state.status).toBe('done');
    await engine.jobs.retry([job.id]);
    expect(engine.job(job.id).state.status).toBe('done');
  });

  it('waits for the network and goes on by itself', async () => {
    let online = false;
    const { engine } = await open({ options: { online: () => online } });
    const job = await engine.submitEdit();
    const [waiting] = await engine.jobs.settled([job.id]);
    expect(waiting?.state).toMatchObject({ status: 'waiting', for: 'offline' });
    online = true;
    engine.wentOnline();
    await until(engine, () => engine.job(job.id).state.status === 'done');
  });

  it('waits for the budget and goes on when it is raised', async () => {
    const { engine, provider } = await open({
      options: { patch: { budgets: { day: price - 1 } } },
    });
    const job = await engine.submitEdit();
    const [waiting] = await engine.jobs.settled([job.id]);
    expect(waiting?.state).toMatchObject({ status: 'waiting', for: 'budget' });
    expect(provider.sent()).toBe(0);
    engine.settings.patch({ budgets: { day: price } });
    await until(engine, () => engine.job(job.id).state.status === 'done');
    expect(engine.budget().day).toMatchObject({ spent: price, limit: price });
  });

  it('asks before another company sees a refused image, and goes on when the user agrees', async () => {
    const folder = await newFolder();
    const refuse = (): Promise<ProcessingResult> =>
      Promise.reject(new ProviderFailure({ class: 'policy', error: appError('provider-refused') }));
    const first = fakeProvider({
      id: 'openai',
      log: path.join(folder, 'first.log'),
      answer: refuse,
    });
    const second = fakeProvider({ id: 'stability', log: path.join(folder, 'second.log') });
    const engine = await openEngine(path.join(folder, 'data'), [first, second]);
    opened.push(engine);
    const job = await engine.submitEdit();
    const [asking] = await engine.jobs.settled([job.id]);
    expect(asking?.state).toMatchObject({
      for: 'consent',
      consent: { refusedBy: 'openai', next: 'stability' },
    });
    expect(() => engine.jobs.decide(job.id, 'send-again')).toThrow(AppFailure);
    engine.jobs.decide(job.id, 'agree');
    const [done] = await engine.jobs.settled([job.id]);
    expect(done?.receipt?.provider).toBe('stability');
    expect(first.sent()).toBe(1);
  });

  it('refuses a job without its input, and then adds none of the batch', async () => {
    const { engine } = await open();
    const asset = await engine.addImage('one');
    const good = { ...edit('x'), input: { assetId: asset.id, versionId: asset.latest.id } };
    const requests = [good, { ...edit('y'), input: null }].map((request) =>
      jobRequestSchema.parse(request),
    );
    await expect(engine.jobs.submit(requests)).rejects.toThrow(AppFailure);
    expect(engine.jobs.list()).toEqual([]);
  });

  it('refuses an operation on two images without the second, or with one that is gone', async () => {
    const { engine } = await open();
    const asset = await engine.addImage('one');
    const style = await engine.addImage('style');
    engine.library.remove([style.id]);
    await engine.eraseAssets([style.id]);
    const request = (reference: JobRequest['reference']): JobRequest =>
      jobRequestSchema.parse({
        call: { operation: 'style-transfer', options: {} },
        input: { assetId: asset.id, versionId: asset.latest.id },
        reference,
      });
    const kindOf = (wrong: JobRequest): Promise<unknown> =>
      engine.jobs.submit([wrong]).catch((error: AppFailure) => error.error.kind);
    expect(await kindOf(request(null))).toBe('invalid-request');
    const gone = { assetId: style.id, versionId: style.latest.id };
    expect(await kindOf(request(gone))).toBe('not-found');
    expect(engine.jobs.list()).toEqual([]);
  });

  it('keeps a paid result whose asset was removed meanwhile', async () => {
    const { answer, prompts, open: release } = gate();
    const { engine } = await open({ answer });
    const job = await engine.submitEdit(edit('kept'));
    await until(engine, () => prompts.length === 1);
    engine.library.remove([assetOf(job)]);
    release();
    const [done] = await engine.jobs.settled([job.id]);
    if (done?.result?.kind !== 'images') throw new Error('no result');
    expect(engine.library.details(done.result.assetId).versions).toHaveLength(1);
  });

  it('keeps a paid result that could not be saved, and saves it on retry without asking again', async () => {
    const { engine, provider, dataFolder } = await open({
      answer: async (request, context) => {
        const answer = await answerWithImage(request, context);
        await writeFile(path.join(context.folder, 'answer.png'), 'always the same');
        return answer;
      },
      options: { patch: { cacheResults: false } },
    });
    const hash = createHash('sha256').update('always the same').digest('hex');
    // A file where the blob's folder must be: it can't be written.
    const obstacle = path.join(dataFolder, 'blobs', hash.slice(0, 2));
    await writeFile(obstacle, '');
    const job = await engine.submitEdit();
    const [failed] = await engine.jobs.settled([job.id]);
    expect(failed?.state).toMatchObject({ status: 'failed', error: { kind: 'storage-failed' } });
    await rm(obstacle);
    await engine.jobs.retry([job.id]);
    const [done] = await engine.jobs.settled([job.id]);
    expect(done).toMatchObject({ state: { status: 'done' }, receipt: { provider: 'stability' } });
    expect(provider.sent()).toBe(1);
  });

  it('clears what is over and nothing else', async () => {
    const { answer, prompts, open: release } = gate();
    const { engine } = await open({ answer, options: { patch: { concurrency: 1 } } });
    const over = await engine.submitEdit(edit('over'));
    await until(engine, () => prompts.length === 1);
    release();
    await engine.jobs.settled([over.id]);
    const running = await engine.submitEdit(edit('running'));
    await until(engine, () => prompts.length === 2);
    engine.jobs.clearFinished();
    expect(engine.jobs.list().map(({ id }) => id)).toEqual([running.id]);
    expect(engine.events).toContainEqual({ type: 'jobs-removed', jobIds: [over.id] });
  });
});
