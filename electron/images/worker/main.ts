import { type AppError, AppFailure, appError } from '../../contract/app-error.ts';
import {
  type JobInput,
  type JobKind,
  type JobOutput,
  type WorkerMessage,
  jobKinds,
  poolMessageSchema,
} from '../protocol.ts';
import type { JobContext } from './job-context.ts';
import { drawMarkFile } from './tasks/draw-mark.ts';
import { takeLut } from './tasks/take-lut.ts';
import { canonicalMask } from './tasks/canonical-mask.ts';
import { editView } from './tasks/edit-view.ts';
import { encode } from './tasks/encode.ts';
import { inscribe } from './tasks/inscribe.ts';
import { inspect } from './tasks/inspect.ts';
import { output } from './tasks/output.ts';
import { look } from './tasks/look.ts';
import { normalise } from './tasks/normalise.ts';
import { paintMask } from './tasks/paint-mask.ts';
import { prepare } from './tasks/prepare.ts';
import { preview } from './tasks/preview.ts';
import { renderEdit } from './tasks/render-edit.ts';
import { readMetadata } from './tasks/read-metadata.ts';
import { runModel } from './tasks/run-model.ts';
import { tile } from './tasks/tile.ts';
import { verify } from './tasks/verify.ts';

type Jobs = {
  readonly [Kind in JobKind]: (
    input: JobInput<Kind>,
    context: JobContext,
  ) => Promise<JobOutput<Kind>>;
};

const jobs: Jobs = {
  inspect,
  normalise,
  preview,
  tile,
  look,
  'read-metadata': readMetadata,
  prepare,
  'canonical-mask': canonicalMask,
  'paint-mask': paintMask,
  verify,
  encode,
  inscribe,
  output,
  'edit-view': editView,
  'render-edit': renderEdit,
  'take-lut': takeLut,
  'draw-mark': drawMarkFile,
  'run-model': runModel,
};

const memoryReportMs = 100;

/** The running job: the pool never sends a second one. */
let running: { readonly id: number; readonly controller: AbortController } | null = null;

function send(message: WorkerMessage): void {
  if (process.connected) process.send?.(message);
}

async function runJob(id: number, kind: JobKind, rawInput: unknown): Promise<void> {
  const controller = new AbortController();
  running = { id, controller };
  const context: JobContext = {
    signal: controller.signal,
    onProgress: (fraction) => send({ type: 'progress', id, fraction }),
    shortenDeadline: (milliseconds) => send({ type: 'deadline', id, milliseconds }),
  };
  try {
    send({ type: 'done', id, output: await perform(kind, { rawInput, context }) });
  } catch (error) {
    send({ type: 'failed', id, error: describe(error, controller.signal) });
  } finally {
    running = null;
  }
}

async function perform<Kind extends JobKind>(
  kind: Kind,
  { rawInput, context }: { readonly rawInput: unknown; readonly context: JobContext },
): Promise<JobOutput<Kind>> {
  const input = jobKinds[kind].input.parse(rawInput) as JobInput<Kind>;
  return await jobs[kind](input, context);
}

function describe(error: unknown, signal: AbortSignal): AppError {
  if (signal.aborted) return appError('cancelled');
  return error instanceof AppFailure ? error.error : appError('internal', { cause: error });
}

process.on('message', (raw) => {
  const message = poolMessageSchema.parse(raw);
  switch (message.type) {
    case 'job':
      void runJob(message.id, message.kind, message.input);
      return;
    case 'cancel':
      if (running?.id === message.id) running.controller.abort();
  }
});

/** Without its parent a worker has no purpose. Not `exit`: that would wait for libvips' threads. */
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

setInterval(
  () => send({ type: 'memory', bytes: process.memoryUsage.rss() }),
  memoryReportMs,
).unref();
