import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { Batch } from '../../../electron/contract/batches.ts';
import type { Recipe } from '../../../electron/contract/recipes.ts';
import { type LaunchedApp, launchApp } from '../../e2e/launch.ts';
import { dropFiles } from '../../e2e/support/drop-files.ts';
import { callApp, passWelcome } from '../../e2e/support/studio.ts';
import { type Lateness, countLateTimers, startIdleProcess } from './late-timers.ts';
import { type Resident, readResident } from './process-memory.ts';

export interface BatchOfWindow {
  readonly recipe: Recipe;
  readonly inputs: string;
  /** For the app's data and the outputs. */
  readonly folder: string;
}

export interface Sample extends Resident {
  readonly over: number;
}

export interface Measured {
  readonly batch: Batch;
  /** Milliseconds. */
  readonly checkMs: number;
  readonly firstMs: number;
  readonly totalMs: number;
  readonly samples: readonly Sample[];
  /** Milliseconds from the window's question to the main process' answer. */
  readonly answers: readonly number[];
  readonly main: Lateness;
  readonly idle: Lateness;
  /** Milliseconds that the window was busy at a stretch, at most; 0: never above 50. */
  readonly longTask: number;
}

/** A recipe that is checked and started in the real window, on a folder that is dropped into it. */
export async function measureBatch(work: BatchOfWindow): Promise<Measured> {
  const outFolder = path.join(work.folder, 'written');
  await mkdir(outFolder);
  const launched = await launchApp({ userData: path.join(work.folder, 'data') });
  try {
    const { page } = launched;
    page.setDefaultTimeout(120_000);
    await passWelcome(page);
    await callApp(page, 'recipes.save', { id: null, recipe: work.recipe });
    await answerDialogs(launched, outFolder);
    await page.keyboard.press('Control+8');
    await page.getByRole('heading', { level: 1, name: 'Recipes' }).waitFor();
    await dropFiles(page, [work.inputs]);
    await page.getByText(path.basename(work.inputs), { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Write to…' }).click();
    await launched.app.evaluate(countLateTimers);
    await page.evaluate(countLongTasks);
    const idle = startIdleProcess();
    const checkedAt = performance.now();
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    const start = page.getByRole('button', { name: 'Start' }).and(page.locator(':enabled'));
    await start.waitFor();
    const checkMs = performance.now() - checkedAt;
    await start.click();
    const followed = await follow(launched);
    const main = await launched.app.evaluate(
      () => (globalThis as unknown as { lateTimers: number[] }).lateTimers,
    );
    const longTask = await page.evaluate(
      () => (globalThis as unknown as { longTask: number }).longTask,
    );
    return { ...followed, checkMs, main, idle: await idle.stop(), longTask };
  } finally {
    await launched.close();
  }
}

async function answerDialogs({ app }: LaunchedApp, folder: string): Promise<void> {
  await app.evaluate(({ dialog }, answer) => {
    const showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [answer] });
    Object.assign(dialog, { showOpenDialog });
  }, folder);
}

function countLongTasks(): void {
  const watch = globalThis as unknown as { longTask: number };
  watch.longTask = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries())
      watch.longTask = Math.max(watch.longTask, duration);
  }).observe({ entryTypes: ['longtask'] });
}

const lookEveryMs = 250;

/** Looks at the batch through the window, and at the processes, until it no longer runs. */
async function follow({
  app,
  page,
}: LaunchedApp): Promise<Pick<Measured, 'batch' | 'firstMs' | 'totalMs' | 'samples' | 'answers'>> {
  const startedAt = performance.now();
  const mainPid = app.process().pid ?? 0;
  const windowPid = await app.evaluate(
    ({ app: electron }) => electron.getAppMetrics().find(({ type }) => type === 'Tab')?.pid ?? 0,
  );
  const samples: Sample[] = [];
  const answers: number[] = [];
  let firstMs: number | null = null;
  for (;;) {
    const { batch, ms } = await ask(page);
    const { done, skipped, failed } = batch.counts;
    const over = done + skipped + failed;
    if (over > 0) firstMs ??= performance.now() - startedAt;
    samples.push({ over, ...readResident(mainPid, windowPid) });
    answers.push(ms);
    if (batch.state.status !== 'running') {
      const totalMs = performance.now() - startedAt;
      return { batch, firstMs: firstMs ?? totalMs, totalMs, samples, answers };
    }
    await delay(firstMs === null ? 10 : lookEveryMs);
  }
}

/** The newest batch as the window hears of it, timed in the window. */
async function ask(page: Page): Promise<{ readonly batch: Batch; readonly ms: number }> {
  const { answer, ms } = await page.evaluate(async () => {
    const { emulsion } = globalThis as unknown as {
      emulsion: { invoke(channel: string): Promise<{ readonly value: readonly unknown[] }> };
    };
    const startedAt = performance.now();
    const { value } = await emulsion.invoke('batches.list');
    return { answer: value[0], ms: performance.now() - startedAt };
  });
  if (answer === undefined) throw new Error('No batch was started');
  return { batch: answer as Batch, ms };
}
