import { readdirSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { systemClock } from '../../electron/system-clock.ts';
import type { CrashStep } from './crash-steps.ts';
import { crashSteps } from './crash-steps.ts';
import { answerWithImage, fakeProvider, openEngine } from './engine-under-test.ts';
import { plainImages } from './plain-images.ts';

/** Runs one job and dies, as by a power cut, at the step that it is told. */
const [dataFolder, log, wanted, free] = z
  .tuple([z.string(), z.string(), z.enum(crashSteps), z.enum(['free', 'paid'])])
  .parse(process.argv.slice(2));

function dieAt(step: CrashStep): void {
  if (step === wanted) process.kill(process.pid, 'SIGKILL');
}

/** The original is the first blob, the result the second. */
function resultIsRenamed(): boolean {
  const files = readdirSync(path.join(dataFolder, 'blobs'), {
    recursive: true,
    withFileTypes: true,
  });
  return files.filter((entry) => entry.isFile()).length === 2;
}

const images = plainImages();
const provider = fakeProvider({
  id: free === 'free' ? 'on-device' : 'stability',
  free: free === 'free',
  log,
  answer: async (request, context) => {
    dieAt('after journal');
    context.onRemoteId('remote-1');
    dieAt('after remote id');
    return answerWithImage(request, context);
  },
});
const engine = await openEngine(dataFolder, [provider], {
  patch: { cacheResults: false },
  images: {
    ...images,
    prepare: (input) => {
      dieAt('before journal');
      return images.prepare(input);
    },
    verify: (input) => {
      dieAt('after answer');
      return images.verify(input);
    },
  },
  clock: {
    ...systemClock,
    now: () => {
      // The result's file is in place; its rows are written, not yet committed.
      if (resultIsRenamed()) dieAt('before commit');
      return systemClock.now();
    },
  },
  onEvent: (event) => {
    if (event.type === 'job-changed' && event.job.state.status === 'saving') dieAt('outcome kept');
    if (event.type === 'job-changed' && event.job.state.status === 'done') dieAt('after commit');
  },
});
const job = await engine.submitEdit();
await engine.jobs.settled([job.id]);
