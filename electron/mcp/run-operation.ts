import { fail, toAppError } from '../contract/app-error.ts';
import type { JobId } from '../contract/ids.ts';
import type { OutputFormat } from '../contract/images.ts';
import type { Job } from '../contract/jobs.ts';
import type { MicroUsd } from '../contract/money.ts';
import { type OperationId, operations } from '../contract/operations.ts';
import { ended, errorOf } from '../cli/run-command.ts';
import { asText } from '../cli/write-result.ts';
import { type CallControl, type CallProgress, trackProgress } from './call-progress.ts';
import { placeFiles } from './place-files.ts';
import { boundedText } from './result-text.ts';
import type { Session } from './session.ts';
import { type Planned, planJobs } from './sources.ts';
import { type Funded, fund } from './spending.ts';
import type { OperationInput } from './tool-inputs.ts';
import { type Item, briefReceipt, failedItem } from './tool-results.ts';

/** Characters of all texts of one answer together. */
const mostText = 100_000;

/**
 * One call of an operation's tool: an item for each image, in their order. Throws where the call as a
 * whole is refused, before anything is sent.
 */
export async function runOperation(
  session: Session,
  call: { readonly operation: OperationId; readonly input: OperationInput },
  control: CallControl,
): Promise<readonly Item[]> {
  const { operation, input } = call;
  const planned = await planJobs(session, call, control.signal);
  const folder = await outputFolder(session, operation, input);
  control.signal.throwIfAborted();
  const funded = fund(
    session,
    planned.flatMap((plan) => ('request' in plan ? [plan.request] : [])),
  );
  const running = funded.values();
  const progress = trackProgress(session.jobs, planned.length, control);
  const text = Math.floor(mostText / planned.length);
  const run: Run = { session, signal: control.signal, folder, format: input.format ?? 'png', text };
  try {
    return await Promise.all(
      planned.map(async (plan) => {
        const item =
          'error' in plan
            ? failedItem(plan.image, plan.error)
            : await runOne(run, plan, { ...next(running), progress });
        progress.over();
        return item;
      }),
    );
  } finally {
    progress.end();
  }
}

function next(running: Iterator<Funded>): Funded {
  const { value, done } = running.next();
  if (done === true) throw fail('internal', { cause: 'a job without money set aside' });
  return value;
}

interface Run {
  readonly session: Session;
  readonly signal: AbortSignal;
  readonly folder: string | null;
  readonly format: OutputFormat;
  /** The most characters of a text. */
  readonly text: number;
}

async function runOne(
  { session, signal, folder, format, text }: Run,
  { image }: Planned,
  { request, reservation, progress }: Funded & { readonly progress: CallProgress },
): Promise<Item> {
  const { engine, jobs } = session;
  let id: JobId | null = null;
  let job: Job | null = null;
  try {
    const [submitted] = await engine.jobs.submit([request]);
    if (submitted === undefined) throw fail('internal', { cause: 'the job was not taken' });
    id = submitted.id;
    progress.follow(id);
    job = await ended(engine, id, signal);
    const error = errorOf(job);
    const { receipt, result } = job;
    if (error !== null || result === null)
      return failedItem(image, error ?? toAppError(null), receipt);
    const common = { image, ok: true, receipt: receipt === null ? null : briefReceipt(receipt) };
    if (result.kind !== 'images') {
      return { ...common, files: [], ...boundedText(asText(result), text) };
    }
    if (folder === null) throw fail('invalid-request', { cause: 'no folder for the images' });
    const { versionIds } = result;
    const placed = await placeFiles(engine, { versionIds, format, folder });
    const warnings = [...new Set(placed.flatMap((file) => file.warnings))];
    return {
      ...common,
      files: placed.map((file) => file.path),
      ...(warnings.length === 0 ? {} : { warnings }),
      textIsCut: false,
    };
  } catch (error) {
    return failedItem(image, toAppError(error), job?.receipt ?? null);
  } finally {
    reservation.settle(
      spentOn(job, { most: reservation.most, wasSent: id !== null && jobs.wasSent(id) }),
    );
    if (id !== null) jobs.forget(id);
  }
}

/** What a job came to. What was sent and never answered for may have been billed: it counts whole. */
function spentOn(
  job: Job | null,
  { most, wasSent }: { readonly most: MicroUsd; readonly wasSent: boolean },
): MicroUsd {
  const cost = job?.receipt?.cost ?? (wasSent ? most : 0);
  return job?.state.status === 'unknown' ? Math.max(cost, most) : cost;
}

async function outputFolder(
  { folders }: Session,
  operation: OperationId,
  { outputFolder: folder }: OperationInput,
): Promise<string | null> {
  if (operations[operation].output !== 'image') return null;
  if (folder === undefined) throw fail('invalid-request', { cause: 'no folder for the images' });
  return folders.folder(folder);
}
