import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { toAppError } from '../contract/app-error.ts';
import type { FoundText, WrittenOutput } from '../contract/batches.ts';
import type { AssetId, BlobHash, JobId, VersionId } from '../contract/ids.ts';
import type { JobResult, TextResult } from '../contract/jobs.ts';
import type { OperationId } from '../contract/operations.ts';
import { toReadFailure } from '../ingest/read-failure.ts';
import type { ItemRow } from './batch-store.ts';
import { hashFile } from './hash-file.ts';
import type { BatchRun, ItemEnd, ItemParts } from './item-parts.ts';
import { areThere } from './place-output.ts';
import { changesPicture } from './plan.ts';
import { CapReached, runStep } from './run-step.ts';
import type { StampKey } from './stamps.ts';
import { workLocally } from './work-locally.ts';
import { resultText, writeOutputs, writeTexts } from './write-outputs.ts';

/** The image on its way through the steps. */
interface Current {
  readonly path: string;
  readonly version: { readonly assetId: AssetId; readonly versionId: VersionId } | null;
  readonly madeBy: { readonly operation: string; readonly provider: string } | null;
  /** Whether a step has changed by hand what it shows. */
  readonly edited: boolean;
}

/**
 * The whole way of one input: made before, or step by step to its outputs. Whatever goes wrong is its
 * result; only a reached cap and an end of the batch are thrown, since they are not the input's fault.
 */
export async function runItem(parts: ItemParts, run: BatchRun, item: ItemRow): Promise<ItemEnd> {
  const startedAt = parts.now();
  const jobs = [...item.jobs];
  const cost = (): number =>
    Math.max(
      item.cost,
      jobs.reduce((sum, { id }) => sum + (parts.jobs.find(id)?.receipt?.cost ?? 0), 0),
    );
  const end = (result: Omit<ItemEnd, 'cost' | 'ms'>): ItemEnd => ({
    ...result,
    cost: cost(),
    ms: Math.max(0, parts.now() - startedAt),
  });
  // Paid for before a crash, and not yet counted.
  run.money.count(cost() - item.cost);
  let temporary: string | null = null;
  const texts: FoundText[] = [];
  const found: { readonly operation: OperationId; readonly result: TextResult }[] = [];
  const imagesMade: OperationId[] = [];
  try {
    const before = await madeBefore(parts, run, item);
    if (before !== null) {
      return end({ status: 'skipped', ...before, error: null, sourceHash: null });
    }
    await requireFile(item.path);
    let current: Current = { path: item.path, version: null, madeBy: null, edited: false };
    let sourceHash: BlobHash | null = null;
    for (const stage of run.plan.stages) {
      if (stage.kind === 'local') {
        temporary ??= await parts.blobs.temporaryFolder();
        const made = await workLocally(parts, stage.work, {
          from: current.path,
          original: item.path,
          folder: temporary,
          signal: run.signal,
        });
        sourceHash ??= made.sourceHash;
        const edited = current.edited || changesPicture(stage.work);
        current = { ...current, path: made.path, version: null, edited };
        continue;
      }
      const from = current;
      const id = jobs.filter(({ place }) => place === stage.job).at(-1)?.id ?? null;
      const result = await runStep(parts, {
        ...run,
        step: stage.step,
        number: item.number,
        before: id,
        input: async () => from.version ?? (await parts.takeIn(from.path, run.scope)),
        onJob: (job: JobId) => {
          jobs.push({ place: stage.job, id: job });
          parts.batches.setJobs(run.id, item.number, jobs);
        },
      });
      const operation = stage.step.do;
      if (result.kind === 'images') {
        current = { ...current, ...shown(parts, result, operation) };
        imagesMade.push(operation);
      } else {
        texts.push({ operation, text: resultText(result) });
        found.push({ operation, result });
      }
    }
    const known = run.plan.outputs.length === 0 ? null : await parts.known(item.path, run.scope);
    const worked = { known, words: run.recipe.words, found, made: imagesMade };
    const made = await writeOutputs(parts, run, { item, ...current, worked });
    sourceHash ??= current.path === item.path ? made.sourceHash : null;
    await writeTexts(run, { item, texts });
    return end({
      status: 'done',
      outputs: made.outputs,
      texts,
      error: null,
      sourceHash: sourceHash ?? (await hashFile(item.path)),
    });
  } catch (error) {
    if (error instanceof CapReached || run.signal.aborted) throw error;
    const failure = toAppError(toReadFailure(error, item.path));
    return end({ status: 'failed', outputs: [], texts, error: failure, sourceHash: null });
  } finally {
    if (temporary !== null) await rm(temporary, { recursive: true, force: true });
  }
}

/** A missing file is told at once, whatever the first step is. */
async function requireFile(file: string): Promise<void> {
  await stat(file);
}

function shown(
  { library, blobs }: ItemParts,
  { assetId, versionIds }: Extract<JobResult, { kind: 'images' }>,
  operation: string,
): Omit<Current, 'edited'> {
  const [versionId] = versionIds;
  if (versionId === undefined) throw new Error('a job is done without an image');
  const version = library.version(versionId);
  return {
    path: blobs.path(version.blob),
    version: { assetId, versionId },
    madeBy: { operation, provider: version.madeBy?.provider ?? 'original' },
  };
}

/** The stamp's outputs, where the input's bytes and the outputs' are as they were; otherwise null. */
async function madeBefore(
  { stamps }: Pick<ItemParts, 'stamps'>,
  run: BatchRun,
  item: ItemRow,
): Promise<{
  readonly outputs: readonly WrittenOutput[];
  readonly texts: readonly FoundText[];
} | null> {
  const stamp = stamps.get(stampKey(run, item));
  if (stamp === null || stamp.sourceHash !== (await hashFile(item.path))) return null;
  const { outputs, texts } = stamp;
  const areWhole = run.outFolder === null || (await areThere(run.outFolder, outputs));
  return areWhole ? { outputs, texts } : null;
}

export function stampKey(
  { recipeHash, outFolder }: Pick<BatchRun, 'recipeHash' | 'outFolder'>,
  item: Pick<ItemRow, 'path' | 'folder'>,
): StampKey {
  const { path: file, folder } = item;
  return { recipeHash, outFolder: outFolder ?? '', folder, name: path.basename(file) };
}
