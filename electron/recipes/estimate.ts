import { randomUUID } from 'node:crypto';
import { rm, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { type AppError, toAppError } from '../contract/app-error.ts';
import type { BatchEstimate } from '../contract/batches.ts';
import { framingOf } from '../contract/editing/geometry.ts';
import { exportedSize } from '../contract/export-name.ts';
import type { ImageFacts } from '../contract/images.ts';
import { croppedSize } from '../contract/ratio.ts';
import {
  type LocalStep,
  type OperationStep,
  type Recipe,
  isOperationStep,
  isTextStep,
} from '../contract/recipes.ts';
import type { Route } from '../contract/receipt.ts';
import { blobPaths } from '../editing/blob-paths.ts';
import type { ImageService } from '../images/image-service.ts';
import { toReadFailure } from '../ingest/read-failure.ts';
import type { Blobs } from '../library/blobs.ts';
import type { InputImage } from '../providers/provider.ts';
import { planOf } from './plan.ts';
import { workLocally } from './work-locally.ts';
import { walkInputs } from './walk-inputs.ts';

export interface EstimateParts {
  readonly images: Pick<ImageService, 'inspect' | 'output'>;
  readonly blobs: Pick<Blobs, 'path' | 'temporaryFolder'>;
  /** Who would be asked for a step over such an image. */
  route(step: OperationStep, image: InputImage): Route;
  /** Whether the input was worked on before, and everything is as it was. */
  isDone(file: { readonly path: string; readonly folder: string }): Promise<boolean>;
  now(): number;
}

export interface EstimateRequest {
  readonly recipe: Recipe;
  readonly inputs: readonly string[];
  readonly folder: string | null;
  /** Items that would be in hand at once. */
  readonly atOnce: number;
  readonly signal: AbortSignal;
}

/** Files that are looked at; the figures for more are those of these, times how many there are. */
const mostSampled = 24;
/** Outputs that are made for once, to know their size and time. */
const mostTried = 3;

interface Sample {
  readonly path: string;
  readonly folder: string;
}

/**
 * What a batch would come to: files counted, a sample of them spread over all looked at, a few
 * outputs made for once and thrown away. Nothing is sent to anybody.
 */
export async function estimateBatch(
  parts: EstimateParts,
  request: EstimateRequest,
): Promise<BatchEstimate> {
  const { files, inputBytes, sample } = await survey(request);
  const refused: { name: string; error: AppError }[] = [];
  const looked: Looked[] = [];
  let alreadyDone = 0;
  for (const file of sample) {
    if (request.signal.aborted) break;
    try {
      if (await parts.isDone(file)) {
        alreadyDone += 1;
        continue;
      }
      looked.push(
        lookAt(parts, request.recipe, {
          file: file.path,
          facts: (await parts.images.inspect(file.path, request)).facts,
        }),
      );
    } catch (error) {
      const name = path.basename(file.path);
      refused.push({ name, error: toAppError(toReadFailure(error, file.path)) });
    }
  }
  const tried = await tryOutputs(parts, request, looked.slice(0, mostTried));
  const share = sample.length === 0 ? 0 : files / sample.length;
  const toDo = looked.length * share;
  const sumOf = (value: (one: Looked) => number): number =>
    Math.round(looked.reduce((sum, one) => sum + value(one), 0) * share);
  const askedMs = sumOf(({ ms }) => ms);
  return {
    files,
    sampled: sample.length,
    inputBytes,
    alreadyDone: Math.round(alreadyDone * share),
    cost: { low: sumOf(({ low }) => low), high: sumOf(({ high }) => high) },
    ms: Math.round((askedMs + tried.ms * toDo) / Math.max(1, request.atOnce)),
    outputBytes: Math.round(tried.bytes * toDo),
    freeBytes: await freeBytes(request.folder),
    stepsWithoutRoute: [...new Set(looked.flatMap(({ without }) => without))].sort((a, b) => a - b),
    refused,
  };
}

/** Counts all inputs and keeps some of them, at even distances; never more than twice the sample. */
async function survey({ inputs, folder, signal }: EstimateRequest): Promise<{
  readonly files: number;
  readonly inputBytes: number;
  readonly sample: readonly Sample[];
}> {
  let files = 0;
  let inputBytes = 0;
  let every = 1;
  let sample: Sample[] = [];
  for await (const input of walkInputs(inputs, folder)) {
    if (signal.aborted) break;
    if (files % every === 0) sample.push(input);
    if (sample.length === 2 * mostSampled) {
      sample = sample.filter((_one, index) => index % 2 === 0);
      every *= 2;
    }
    files += 1;
    inputBytes += await stat(input.path).then(
      ({ size }) => size,
      () => 0,
    );
  }
  const step = Math.max(1, Math.ceil(sample.length / mostSampled));
  return { files, inputBytes, sample: sample.filter((_one, index) => index % step === 0) };
}

interface Looked {
  readonly file: string;
  /** µ$. */
  readonly low: number;
  readonly high: number;
  /** Of the operations, one after the other. */
  readonly ms: number;
  readonly without: readonly number[];
}

/** Follows an image's facts through the steps. */
function lookAt(
  { route }: EstimateParts,
  { steps }: Recipe,
  { file, facts }: { readonly file: string; readonly facts: ImageFacts },
): Looked {
  let image: InputImage = facts;
  let looked: Looked = { file, low: 0, high: 0, ms: 0, without: [] };
  for (const [index, step] of steps.entries()) {
    if (isOperationStep(step)) {
      const [first] = route(step, image).candidates;
      looked =
        first === undefined
          ? { ...looked, without: [...looked.without, index] }
          : {
              ...looked,
              low: looked.low + first.estimate.low,
              high: looked.high + first.estimate.high,
              ms: looked.ms + first.expectedMs,
            };
      if (!isTextStep(step)) image = afterStep(step, image);
    } else image = afterLocal(step, image);
  }
  return looked;
}

function afterLocal(step: LocalStep, image: InputImage): InputImage {
  switch (step.do) {
    case 'adjust':
      return { ...image, ...framingOf(step.edits, image).size };
    case 'crop':
      return { ...image, ...croppedSize(image, step.ratio) };
    case 'resize':
      return { ...image, ...exportedSize(image, step.longestSide) };
    case 'convert':
      return { ...image, format: step.format };
  }
}

/** What is known of a result: its size grows with an upscale, and a cut-out has transparency. */
function afterStep(step: OperationStep, image: InputImage): InputImage {
  const { width, height } = image;
  switch (step.do) {
    case 'upscale': {
      const { factor } = step.options;
      return { ...image, format: 'png', width: width * factor, height: height * factor };
    }
    case 'outpaint': {
      const { left, right, up, down } = step.options;
      return { ...image, format: 'png', width: width + left + right, height: height + up + down };
    }
    case 'remove-background':
      return { ...image, format: 'png', hasAlpha: true };
    default:
      return { ...image, format: 'png' };
  }
}

/** Bytes and milliseconds of all that is done here for one input, measured over a few. */
async function tryOutputs(
  { images, blobs, now }: EstimateParts,
  { recipe, signal }: EstimateRequest,
  samples: readonly Looked[],
): Promise<{ readonly bytes: number; readonly ms: number }> {
  const { stages, outputs } = planOf(recipe);
  if (samples.length === 0 || outputs.length === 0) return { bytes: 0, ms: 0 };
  const folder = await blobs.temporaryFolder();
  const startedAt = now();
  let bytes = 0;
  try {
    for (const { file } of samples) {
      // What can't be made is told of when the batch gets to it.
      try {
        let from = file;
        for (const stage of stages) {
          if (stage.kind === 'operation') continue;
          from = (
            await workLocally({ images, blobs }, stage.work, {
              from,
              original: file,
              folder,
              signal,
            })
          ).path;
        }
        for (const planned of outputs) {
          const outPath = path.join(folder, randomUUID());
          const named = blobPaths(planned.edits, blobs);
          const input = { path: from, metadataFrom: null, ...planned, blobs: named, outPath };
          bytes += (await images.output(input, { signal })).bytes;
        }
      } catch {
        continue;
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { bytes: bytes / samples.length, ms: (now() - startedAt) / samples.length };
}

async function freeBytes(folder: string | null): Promise<number | null> {
  for (let at = folder; at !== null;) {
    const found = await statfs(at).catch(() => null);
    if (found !== null) return found.bavail * found.bsize;
    const above = path.dirname(at);
    at = above === at ? null : above;
  }
  return null;
}
