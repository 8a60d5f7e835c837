import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { appError } from '../../electron/contract/app-error.ts';
import { type Job, jobRequestSchema } from '../../electron/contract/jobs.ts';
import { libraryQuerySchema } from '../../electron/contract/library.ts';
import { ProviderFailure } from '../../electron/providers/provider.ts';
import {
  type EngineUnderTest,
  answerWithImage,
  fakeProvider,
  newFolder,
  openEngine,
} from './engine-under-test.ts';

const opened: EngineUnderTest[] = [];
afterEach(async () => {
  for (const engine of opened.splice(0)) await engine.close();
});

/** Three variants of one image, of which the second request fails. */
async function openWithThree() {
  const folder = await newFolder();
  let asked = 0;
  const provider = fakeProvider({
    log: path.join(folder, 'sent.log'),
    answer: (request, context) => {
      asked += 1;
      if (asked !== 2) return answerWithImage(request, context);
      const error = appError('provider-failed', { params: { provider: 'stability' } });
      return Promise.reject(new ProviderFailure({ class: 'fail-over', error }));
    },
  });
  const engine = await openEngine(path.join(folder, 'data'), [provider], {
    patch: { concurrency: 1 },
  });
  opened.push(engine);
  const asset = await engine.addImage('harbour');
  const set = randomUUID();
  const jobs = await engine.jobs.submit(
    [1, 2, 3].map((number) =>
      jobRequestSchema.parse({
        call: { operation: 'edit', options: { prompt: 'bluer' } },
        input: { assetId: asset.id, versionId: asset.latest.id },
        variant: { set, number },
      }),
    ),
  );
  const ended = await engine.jobs.settled(jobs.map(({ id }) => id));
  return { engine, provider, asset, jobs: ended };
}

function madeBy({ result }: Job) {
  return result?.kind === 'images' ? result.versionIds : [];
}

it('keeps what is chosen, moves the rest to the trash, and asks no more', async () => {
  const { engine, provider, asset, jobs } = await openWithThree();
  expect(jobs.map(({ state }) => state.status)).toEqual(['done', 'failed', 'done']);
  // The same wish three times: each is asked for, none shares another's answer.
  expect(provider.sent()).toBe(3);
  const jobIds = jobs.map(({ id }) => id);
  const keep = jobs.slice(2).flatMap(madeBy);

  const trashed = engine.decideVariants({ jobIds, keep });

  expect(trashed).toHaveLength(1);
  const { versions } = engine.library.details(asset.id);
  expect(versions.map(({ id }) => id)).toEqual([asset.originalVersionId, ...keep]);
  expect(jobIds.map((id) => engine.job(id).request.variant?.decided)).toEqual([true, true, true]);
  const trash = engine.library.list(libraryQuerySchema.parse({ shelf: 'trash' }));
  expect(trash.assets.map(({ id }) => id)).toEqual(trashed);
  // Said twice, as two windows might: nothing more goes.
  expect(engine.decideVariants({ jobIds, keep: [] })).toEqual([]);
  expect(engine.library.details(asset.id).versions).toHaveLength(2);
});

it('passes over jobs of another library, and what is no variant', async () => {
  const { engine, asset, jobs } = await openWithThree();
  const plain = await engine.submitEdit();
  await engine.jobs.settled([plain.id]);
  expect(engine.decideVariants({ jobIds: [plain.id], keep: [] })).toEqual([]);
  engine.setScope(randomUUID() as ReturnType<typeof engine.scope>);
  expect(engine.decideVariants({ jobIds: jobs.map(({ id }) => id), keep: [] })).toEqual([]);
  engine.setScope('local');
  expect(engine.library.details(asset.id).versions).toHaveLength(3);
});
