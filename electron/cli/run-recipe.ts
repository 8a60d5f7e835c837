import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { toAppError } from '../contract/app-error.ts';
import type { Batch, BatchEstimate } from '../contract/batches.ts';
import type { AppEvent } from '../contract/events.ts';
import type { Recipe } from '../contract/recipes.ts';
import type { Engine } from '../engine.ts';
import { toReadFailure } from '../ingest/read-failure.ts';
import { parseRecipe } from '../recipes/recipe-file.ts';
import type { RecipeCommand } from './recipe-arguments.ts';

export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Progress is drawn over itself. */
  readonly redraws: boolean;
}

const recipeExitCodes = {
  allSucceeded: 0,
  someFailed: 1,
  wrongUsage: 2,
  stopped: 3,
} as const;

/** The recipe of a file; the text of what is wrong with it. */
export async function readRecipe(
  file: string,
): Promise<{ readonly recipe: Recipe } | { readonly wrong: string }> {
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
  terminal.out(command.json ? `${JSON.stringify({ type: 'result', batch })}\n` : resultText(batch));
  if (batch.state.status !== 'done') return recipeExitCodes.stopped;
  return batch.counts.failed === 0 ? recipeExitCodes.allSucceeded : recipeExitCodes.someFailed;
}

/** Progress for whoever watches: a line that is drawn over, or one object a line. */
export function recipeProgress(
  { json }: RecipeCommand,
  terminal: Terminal,
): (event: AppEvent) => void {
  return (event) => {
    if (event.type !== 'batch-changed') return;
    const { batch } = event;
    if (json) terminal.err(`${JSON.stringify({ type: 'progress', batch: progressOf(batch) })}\n`);
    else if (terminal.redraws) terminal.err(`\r\u001b[K${progressText(batch)}`);
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

const failuresAtOnce = 200;

function tellFailures(engine: Engine, { id, counts }: Batch, terminal: Terminal): void {
  for (let offset = 0; offset < counts.failed; offset += failuresAtOnce) {
    for (const { name, folder, error } of engine.batches.items(id, {
      status: 'failed',
      offset,
      limit: failuresAtOnce,
    })) {
      const cause = error?.cause === undefined ? '' : ` (${error.cause})`;
      terminal.err(`${path.join(folder, name)}: ${error?.kind ?? 'failed'}${cause}\n`);
    }
  }
}

function resultText({ counts, cost, state }: Batch): string {
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
