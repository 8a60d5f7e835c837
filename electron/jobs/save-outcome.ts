import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { appError, fail } from '../contract/app-error.ts';
import type { Job, JobResult } from '../contract/jobs.ts';
import type { Blobs } from '../library/blobs.ts';
import { syncFile } from '../library/durable-file.ts';
import type { Library } from '../library/library.ts';
import { type AttemptParts, closeAttempts } from './open-attempts.ts';
import { promptOf } from './job-title.ts';
import type { JobList } from './job-list.ts';
import type { JobStore } from './job-store.ts';
import type { KeptOutcome } from './kept-outcome.ts';

export interface SaveParts extends AttemptParts {
  readonly library: Library;
  readonly blobs: Blobs;
  readonly list: JobList;
  readonly jobs: JobStore;
  readonly now: () => number;
}

/**
 * From here on a paid answer survives a crash: its files are on disk and the job's row names them.
 * `saving` begins again from the row.
 */
export async function keepOutcome(parts: SaveParts, job: Job, outcome: KeptOutcome): Promise<Job> {
  const { output } = outcome;
  if (output.kind === 'images') {
    for (const image of output.images) {
      if (await parts.blobs.has(image.hash)) continue;
      try {
        await syncFile(image.path);
      } catch (error) {
        // Another job that shared the answer was first to adopt it.
        if (!(await parts.blobs.has(image.hash))) throw error;
      }
    }
  }
  return parts.store.transaction(() => {
    parts.jobs.setOutcome(job.id, outcome);
    return parts.list.change(job, { state: { status: 'saving' }, receipt: outcome.receipt });
  });
}

/** Files become blobs; then version or text, receipt and `done` in one transaction. */
export async function saveOutcome(parts: SaveParts, job: Job, outcome: KeptOutcome): Promise<void> {
  const { store, blobs, list, jobs, now } = parts;
  if (outcome.output.kind === 'images') {
    for (const { path, hash } of outcome.output.images) await blobs.adopt(path, hash);
  }
  store.transaction(() => {
    const result = addToLibrary(parts, job, outcome);
    jobs.setOutcome(job.id, null);
    closeAttempts(parts, job.id);
    list.change(job, {
      state: { status: 'done' },
      endedAt: now(),
      result,
      receipt: outcome.receipt,
    });
  });
}

/** Saves what an earlier run of the app had in hand; `unknown` where its files did not survive. */
export async function resumeSaving(
  parts: SaveParts,
  job: Job,
  outcome: KeptOutcome,
): Promise<void> {
  if (await isWhole(parts.blobs, outcome)) return saveOutcome(parts, job, outcome);
  const { provider, receipt } = outcome;
  parts.store.transaction(() => {
    parts.jobs.setOutcome(job.id, null);
    parts.list.change(job, {
      state: {
        status: 'unknown',
        provider,
        retryCost: receipt.estimate.high,
        error: appError('provider-may-have-billed', { params: { provider } }),
      },
    });
  });
}

/** Each file is a blob already, or lies whole where the worker wrote it. */
async function isWhole(blobs: Blobs, { output }: KeptOutcome): Promise<boolean> {
  if (output.kind !== 'images') return true;
  for (const { path, hash } of output.images) {
    if (!(await blobs.has(hash)) && (await hashOf(path)) !== hash) return false;
  }
  return true;
}

async function hashOf(file: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  } catch {
    return null;
  }
  return hash.digest('hex');
}

function addToLibrary(
  { library }: SaveParts,
  job: Job,
  { output, provider, receipt }: KeptOutcome,
): JobResult {
  const { input, call, mask } = job.request;
  const work = { jobId: job.id, operation: call.operation, provider, receipt };
  if (output.kind === 'images') {
    const { assetId, versionIds } = library.addVersions({
      ...work,
      parent: input,
      name: job.title,
      prompt: promptOf(call),
      mask,
      images: output.images,
    });
    return { kind: 'images', assetId, versionIds };
  }
  if (input === null) throw fail('internal', { cause: 'a text without an image' });
  library.addAnnotation({
    ...work,
    assetId: input.assetId,
    versionId: input.versionId,
    result: output,
  });
  return output;
}
