import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { toAppError } from '../contract/app-error.ts';
import type { Batch, BatchEstimate, BatchId, BatchItem, ItemStatus } from '../contract/batches.ts';
import type { AppEvent } from '../contract/events.ts';
import type { Recipe } from '../contract/recipes.ts';
import type { Engine } from '../engine.ts';
import { toReadFailure } from '../ingest/read-failure.ts';
import { warningTexts } from '../library/warning-texts.ts';
import { parseRecipe } from '../recipes/recipe-file.ts';
import type { RecipeCommand } from './recipe-arguments.ts';

export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Progress is drawn over itself. */
  readonly redraws: boolean;
}

export const recipeExitCodes = {
  allSucceeded: 0,
  someFailed: 1,
  wrongUsage: 2,
  stopped: 3,
  interrupted: 130,
} as const;

/** The recipe of a command; the text of what is wrong with it. */
export async function readRecipe(
  file: string | Recipe,
): Promise<{ readonly recipe: Recipe } | { readonly wrong: string }> {
  if (typeof file !== 'string') return { recipe: file };
  try {
    return { recipe: parseRecipe(await readFile(file, 'utf8')) };
  } catch (error) {
    const { kind, cause } = toAppError(toReadFailure(error, file));
    return {
      wrong: `${path.basename(file)}: ${kind === 'invalid-request' ? (cause ?? kind) : kind}`,
    };
  }
}

/** Runs a recipe to its end, or as far as it may go; returns the exit code. */
export async function runRecipe(
  engine: Engine,
  { command, recipe }: { readonly command: RecipeCommand; readonly recipe: Recipe },
  { terminal, signal }: { readonly terminal: Terminal; readonly signal: AbortSignal },
): Promise<number> {
  const folder = path.resolve(command.outFolder);
  const planned = { recipe, inputs: command.files.map((file) => path.resolve(file)), folder };
  if (command.dryRun) {
    const estimate = await engine.batches.estimate(planned, signal);
    terminal.out(
      command.json
        ? `${JSON.stringify({ type: 'estimate', ...estimate })}\n`
        : estimateText(estimate),
    );
    return recipeExitCodes.allSucceeded;
  }
  const { id } = engine.batches.start({ ...planned, cap: command.maxCost, onCap: 'stop' });
  // What is under way is finished; running it again goes on from there.
  const interrupt = (): void => engine.batches.pause(id);
  signal.addEventListener('abort', interrupt);
  if (signal.aborted) interrupt();
  const batch = await engine.batches.settled(id);
  signal.removeEventListener('abort', interrupt);
  if (command.report) await engine.batches.writeReport(id);
  tellFailures(engine, batch, terminal);
  tellWarnings(engine, batch, terminal);
  terminal.out(command.json ? `${JSON.stringify({ type: 'result', batch })}\n` : resultText(batch));
  if (batch.state.status !== 'done') return recipeExitCodes.stopped;
  return batch.counts.failed === 0 ? recipeExitCodes.allSucceeded : recipeExitCodes.someFailed;
}

/** Progress for whoever watches: a line that is drawn over, or one object a line. */
export function recipeProgress(
  { json, watch }: RecipeCommand,
  terminal: Terminal,
): (event: AppEvent) => void {
  return (event) => {
    if (event.type !== 'batch-changed') return;
    const { batch } = event;
    if (json) terminal.err(`${JSON.stringify({ type: 'progress', batch: progressOf(batch) })}\n`);
    else if (terminal.redraws && watch === null) terminal.err(`\r\u001b[K${progressText(batch)}`);
  };
}

function progressOf({ counts, cost, remainingMs, listing, state }: Batch) {
  return { counts, cost, remainingMs, listing, state };
}

function progressText({ counts, cost, remainingMs, listing }: Batch): string {
  const over = counts.done + counts.skipped + counts.failed;
  const all = over + counts.running + counts.waiting;
  const parts = [
    `${over} of ${all}${listing ? '+' : ''}`,
    ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
    ...(cost > 0 ? [dollars(cost)] : []),
    ...(remainingMs === null ? [] : [`${Math.ceil(remainingMs / 1000)} s left`]),
  ];
  return parts.join(' · ');
}

const itemsAtOnce = 200;

function* itemsOf(
  { batches }: Engine,
  id: BatchId,
  status: ItemStatus | null,
): Generator<BatchItem> {
  for (let offset = 0; ; offset += itemsAtOnce) {
    const page = batches.items(id, { status, offset, limit: itemsAtOnce });
    yield* page;
    if (page.length < itemsAtOnce) return;
  }
}

function tellFailures(engine: Engine, { id, counts }: Batch, terminal: Terminal): void {
  if (counts.failed === 0) return;
  for (const item of itemsOf(engine, id, 'failed')) terminal.err(failureText(item));
}

export function failureText({ name, folder, error }: BatchItem): string {
  const cause = error?.cause === undefined ? '' : ` (${error.cause})`;
  return `${path.join(folder, name)}: ${error?.kind ?? 'failed'}${cause}\n`;
}

function tellWarnings(engine: Engine, { id, warned }: Batch, terminal: Terminal): void {
  if (warned === 0) return;
  for (const item of itemsOf(engine, id, null)) terminal.err(warningLines(item));
}

export function warningLines({ outputs }: BatchItem): string {
  return outputs
    .flatMap(({ file, warnings }) => warnings.map((one) => `${file}: ${warningTexts[one]}\n`))
    .join('');
}

export function resultText({ counts, cost, state }: Batch): string {
  const parts = [
    `${counts.done} done`,
    ...(counts.skipped > 0 ? [`${counts.skipped} skipped`] : []),
    ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
    ...(counts.waiting > 0 ? [`${counts.waiting} not begun`] : []),
    ...(cost > 0 ? [dollars(cost)] : []),
  ];
  const why =
    state.status === 'paused' && state.error !== null
      ? ` (${state.error.kind})`
      : state.status === 'stopped' && state.by === 'budget'
        ? ' (--max-cost reached)'
        : '';
  return `${parts.join(', ')}${why}\n`;
}

function estimateText(estimate: BatchEstimate): string {
  const { files, sampled, cost, ms, outputBytes, freeBytes, alreadyDone } = estimate;
  const lines = [
    `${files} files${sampled < files ? ` (figures from ${sampled} of them)` : ''}`,
    ...(alreadyDone > 0 ? [`${alreadyDone} done before`] : []),
    `cost: ${cost.low === cost.high ? dollars(cost.high) : `${dollars(cost.low)} to ${dollars(cost.high)}`}`,
    `time: about ${Math.ceil(ms / 1000)} s`,
    `disk: about ${megabytes(outputBytes)}${freeBytes === null ? '' : `, ${megabytes(freeBytes)} free`}`,
    ...estimate.stepsWithoutRoute.map((step) => `steps[${step}]: no provider would take it now`),
    ...estimate.refused.map(({ name, error }) => `${name}: ${error.kind}`),
  ];
  return `${lines.join('\n')}\n`;
}

function dollars(microUsd: number): string {
  return `$${(microUsd / 1_000_000).toFixed(microUsd < 10_000 ? 4 : 2)}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
