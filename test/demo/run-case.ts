import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import sharp from 'sharp';
import type { Job, TextResult } from '../../electron/contract/jobs.ts';
import { answerSaveDialog, saveAs } from '../e2e/support/save-as.ts';
import {
  chooseImage,
  chooseOperation,
  chooseReference,
  jobs,
  newestCard,
  run,
} from '../e2e/support/studio.ts';
import type { DemoCase } from './report.ts';
import { type FaultOrder, orderFault } from './simulator-faults.ts';

/** One operation on one image, as a user asks for it. */
export interface CasePlan {
  readonly file: string;
  readonly title: string;
  readonly prompt?: string;
  /** The name of the image that the result shall take after. */
  readonly reference?: string;
  /** Only this device, and nobody takes over. */
  readonly onDevice?: boolean;
  /** What a simulator shall do to the next request. */
  readonly fault?: FaultOrder;
  /** That nothing was found is an honest answer here. */
  readonly mayFindNothing?: boolean;
  /** Called when the work has begun. */
  readonly whileRunning?: () => Promise<void>;
}

export interface Stage {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** Where results are saved. */
  readonly outFolder: string;
}

const patienceMs = 180_000;

/** Runs one case; what goes wrong with the window itself is a failed case, and a picture of it. */
export async function runCase(stage: Stage, plan: CasePlan): Promise<DemoCase> {
  const startedAt = Date.now();
  try {
    return await play(stage, plan);
  } catch (error) {
    const [output = ''] = String(error).split('\n', 1);
    const picture = path.join(stage.outFolder, `failed-${stemOf(plan.file)}-${plan.title}.png`);
    await stage.page.screenshot({ path: picture });
    const ms = Date.now() - startedAt;
    const { file, title: operation } = plan;
    return { file, operation, provider: null, ok: false, ms, output, receipt: null };
  }
}

/** Runs one operation by clicks, waits for its end and saves what came out, through the app. */
async function play(stage: Stage, plan: CasePlan): Promise<DemoCase> {
  const { page } = stage;
  await chooseImage(page, stemOf(plan.file));
  await showOriginal(page);
  await chooseOperation(page, plan.title);
  if (plan.prompt !== undefined) await page.getByLabel('Prompt').fill(plan.prompt);
  if (plan.reference !== undefined) await chooseReference(page, plan.reference);
  if (plan.onDevice === true) await pinThisDevice(page);
  if (plan.fault !== undefined) await orderFault(plan.fault);

  const startedAt = Date.now();
  await run(page);
  await plan.whileRunning?.();
  const job = await finished(page);
  const ms = Date.now() - startedAt;
  const result = await outcomeOf(stage, plan, job);
  const { receipt, request } = job;
  const operation = request.call.operation;
  return {
    file: plan.file,
    operation,
    provider: receipt?.provider ?? null,
    ms,
    receipt,
    ...result,
  };
}

/** Each operation begins with the photo itself, not with what an earlier one made of it. */
async function showOriginal(page: Page): Promise<void> {
  const original = page.getByRole('button', { name: /^Version 1: / });
  if ((await original.count()) > 0) await original.click();
}

async function pinThisDevice(page: Page): Promise<void> {
  const candidates = page.getByRole('list', { name: 'Candidates' });
  const device = candidates.getByRole('button', { name: /On this device/ });
  if ((await device.getAttribute('aria-pressed')) !== 'true') await device.click();
}

/** The newest job, once the user has nothing more to wait for. */
async function finished(page: Page): Promise<Job> {
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline) {
    const job = newest(await jobs(page));
    const { status } = job.state;
    if (['done', 'failed', 'cancelled', 'unknown', 'waiting'].includes(status)) return job;
    await page.waitForTimeout(50);
  }
  return newest(await jobs(page));
}

function newest(all: readonly Job[]): Job {
  const [job] = [...all].sort((one, other) => other.createdAt - one.createdAt);
  if (job === undefined) throw new Error('There is no job.');
  return job;
}

async function outcomeOf(
  stage: Stage,
  plan: CasePlan,
  job: Job,
): Promise<Pick<DemoCase, 'ok' | 'output'>> {
  const { state, result } = job;
  if (state.status === 'failed') {
    const output = await newestCard(stage.page).locator('.error-note__what').innerText();
    return { ok: plan.mayFindNothing === true && state.error.kind === 'nothing-found', output };
  }
  if (state.status !== 'done' || result === null) {
    return { ok: false, output: `The job ended as ${state.status}.` };
  }
  if (result.kind === 'images') return saveImage(stage);
  const name = `${stemOf(plan.file)}-${job.request.call.operation}.txt`;
  const output = path.join(stage.outFolder, name);
  const text = textOf(result).trim();
  if (text === '') return { ok: plan.mayFindNothing === true, output: 'nothing found' };
  await writeFile(output, `${text}\n`);
  return { ok: true, output };
}

function textOf(result: TextResult): string {
  switch (result.kind) {
    case 'text':
      return result.text;
    case 'tags':
      return result.tags.map(({ label }) => label).join(', ');
    case 'verdict':
      return result.verdict;
  }
}

/** Saves the image in the canvas by the app's own dialog, whose last step, the system's, is answered. */
async function saveImage({
  app,
  page,
  outFolder,
}: Stage): Promise<Pick<DemoCase, 'ok' | 'output'>> {
  await answerSaveDialog(app, outFolder);
  const name = await saveAs(page);
  const output = path.join(outFolder, name);
  // Throws where the file does not decode to its last pixel.
  await sharp(output).stats();
  return { ok: true, output };
}

export function stemOf(file: string): string {
  return path.basename(file, path.extname(file));
}
