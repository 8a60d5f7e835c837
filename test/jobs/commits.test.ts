import path from 'node:path';
import { expect, it } from 'vitest';
import { jobRequestSchema } from '../../electron/contract/jobs.ts';
import type { OperationId } from '../../electron/contract/operations.ts';
import { countCommits } from './count-commits.ts';
import { answerWithImage, fakeProvider, newFolder, openEngine } from './engine-under-test.ts';

/**
 * Each commit is synced and holds up the process that moves the window, so none is made without
 * need: the submission, what is sent, that it was answered, the saved result. A picture has files to
 * move, and is named before that and in the cache; once all is quiet, cached texts and speeds follow.
 */
it.each([
  ['describe', 6],
  ['edit', 7],
] as const)('%s commits %i times in its life', async (operation, commits) => {
  const folder = await newFolder();
  const provider = fakeProvider({
    log: path.join(folder, 'sent.log'),
    operations: [operation],
    answer: async (request, context) =>
      request.call.operation === 'edit'
        ? answerWithImage(request, context)
        : { output: { kind: 'text', text: 'a bicycle' }, cost: null },
  });
  const dataFolder = path.join(folder, 'data');
  const engine = await openEngine(dataFolder, [provider]);
  const log = path.join(dataFolder, 'library.db-wal');
  const asset = await engine.addImage('bicycle');
  const request = jobRequestSchema.parse({
    call: { operation, options: optionsOf(operation) },
    input: { assetId: asset.id, versionId: asset.latest.id },
  });
  const before = await countCommits(log);
  const submitted = await engine.jobs.submit([request]);
  const [job] = await engine.jobs.settled(submitted.map(({ id }) => id));
  expect(job?.state.status).toBe('done');
  expect((await countCommits(log)) - before).toBe(commits);
  await engine.close();
});

function optionsOf(operation: OperationId): unknown {
  return operation === 'edit' ? { prompt: 'bluer' } : {};
}
