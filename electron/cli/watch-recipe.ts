import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BatchId, BatchItem } from '../contract/batches.ts';
import type { Recipe } from '../contract/recipes.ts';
import type { Engine } from '../engine.ts';
import type { RecipeCommand } from './recipe-arguments.ts';
import {
  type Terminal,
  failureText,
  recipeExitCodes,
  resultText,
  warningLines,
} from './run-recipe.ts';

interface Watching {
  readonly command: RecipeCommand & { readonly watch: string };
  readonly recipe: Recipe;
}

/**
 * Works on what a folder holds and on what comes into it, until it is interrupted or can't go on;
 * returns the exit code. What is under way is finished first. Throws `invalid-request` where it is no
 * folder, or where what comes of its images would come back into it.
 */
export async function watchRecipe(
  { batches }: Pick<Engine, 'batches'>,
  { command, recipe }: Watching,
  { terminal, signal }: { readonly terminal: Terminal; readonly signal: AbortSignal },
): Promise<number> {
  const { id } = await batches.watch({
    recipe,
    inputs: [path.resolve(command.watch)],
    folder: path.resolve(command.outFolder),
    cap: command.maxCost,
    onCap: 'stop',
  });
  if (!command.json) terminal.err(`Watching ${command.watch}; Ctrl-C ends it.\n`);
  await untilOver(batches, id, signal);
  if (signal.aborted) batches.pause(id);
  const batch = await batches.settled(id);
  if (command.report) await batches.writeReport(id);
  terminal.out(command.json ? `${JSON.stringify({ type: 'result', batch })}\n` : resultText(batch));
  return signal.aborted ? recipeExitCodes.interrupted : recipeExitCodes.stopped;
}

const lookEveryMs = 250;

/** A watch ends by itself only where a limit is reached, or where nothing can be done. */
async function untilOver(
  batches: Engine['batches'],
  id: BatchId,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const { status } = batches.get(id).state;
    if (status === 'paused' || status === 'stopped') return;
    await delay(lookEveryMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Tells of each file once it is over: an object a line, or the names of what was written. */
export function tellItem(
  { json, outFolder }: RecipeCommand,
  terminal: Terminal,
): (item: BatchItem) => void {
  return (item) => {
    const { name, folder, status, outputs, texts, error, cost, ms } = item;
    if (json) {
      const file = path.posix.join(folder, name);
      const line = { type: 'file', file, status, outputs, texts, error, cost, ms };
      terminal.out(`${JSON.stringify(line)}\n`);
      return;
    }
    if (status === 'failed') terminal.err(failureText(item));
    if (status === 'done')
      for (const { file } of outputs) terminal.out(`${path.join(outFolder, file)}\n`);
    terminal.err(warningLines(item));
  };
}
