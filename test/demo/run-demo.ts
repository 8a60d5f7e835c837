import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { launchApp } from '../e2e/launch.ts';
import { dropFiles } from '../e2e/support/drop-files.ts';
import { callApp, chooseImage, chooseOperation, goTo, passWelcome } from '../e2e/support/studio.ts';
import { gatherPhotos } from './photos.ts';
import { planCases } from './plan-cases.ts';
import { DemoReport } from './report.ts';
import { runCase, stemOf } from './run-case.ts';
import { orderFault } from './simulator-faults.ts';
import { type Shoot, openAlbum } from './screenshots.ts';

/** Opens the real window, drops real files, runs what works there and reports: `report.json`. */
async function demo(photos: string | null, outFolder: string): Promise<number> {
  await mkdir(outFolder, { recursive: true });
  const { files, large } = await gatherPhotos(photos, path.join(outFolder, 'fixtures'));
  const report = new DemoReport();
  const { app, page, problems, close } = await launchApp();
  try {
    page.setDefaultTimeout(20_000);
    const shoot = await openAlbum(page, path.join(outFolder, 'screenshots'));
    await shoot('welcome');
    await passWelcome(page);
    await goTo(page, 'Studio');
    await shoot('studio-empty');
    const taken = await dropAll(page, files, report);
    await shoot('studio-image');
    await page.getByRole('button', { name: 'Dismiss' }).click();

    for (const plan of planCases({ files: taken, large: path.basename(large), page, shoot })) {
      report.add(await runCase({ app, page, outFolder }, plan));
      await plan.afterwards?.();
    }
    await shootScreens(page, shoot, taken);
    for (const problem of problems) console.log(`✗ The window complained: ${problem}`);
    console.log(`\nReport: ${await report.write(outFolder)}`);
    return report.failed() + problems.length === 0 ? 0 : 1;
  } finally {
    await close();
  }
}

/** Drops everything at once; the names of the files that came in. */
async function dropAll(
  page: Page,
  files: readonly string[],
  report: DemoReport,
): Promise<readonly string[]> {
  const startedAt = Date.now();
  await dropFiles(page, files);
  await page.getByText(/images? added/).waitFor({ timeout: 60_000 });
  const ms = Date.now() - startedAt;
  const { assets } = await callApp(page, 'library.list', {});
  const names = files.map((file) => path.basename(file));
  for (const file of names) {
    const refusal = page.locator('.ingest__list li').filter({ hasText: file });
    const isRefused = (await refusal.count()) > 0;
    const isThere = assets.some(({ name }) => name === stemOf(file));
    report.add({
      file,
      operation: 'drop',
      provider: null,
      // A truncated file must be refused, and everything else must come in.
      ok: file.startsWith('truncated') ? isRefused : isThere,
      ms,
      output: isRefused ? await refusal.locator('p').innerText() : 'in the library',
      receipt: null,
    });
  }
  return names.filter((file) => assets.some(({ name }) => name === stemOf(file)));
}

async function shootScreens(page: Page, shoot: Shoot, taken: readonly string[]): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog', { name: 'Commands' }).waitFor();
  await shoot('palette');
  await page.keyboard.press('Escape');
  await fillQueue(page, taken);
  for (const screen of ['Queue', 'Library', 'Settings'] as const) {
    await goTo(page, screen);
    await page.waitForTimeout(500);
    await shoot(screen.toLowerCase());
  }
  await page.getByText('Nothing is running').waitFor({ timeout: 60_000 });
}

/** Every image at once, and a provider that takes its time: some run, the others wait. */
async function fillQueue(page: Page, taken: readonly string[]): Promise<void> {
  await orderFault({ simulator: 'openai', fault: 'slow', times: 2, match: { delayMs: 6000 } });
  const [first] = taken;
  if (first !== undefined) await chooseImage(page, stemOf(first));
  await chooseOperation(page, 'Alt text');
  await page.keyboard.press('Control+a');
  await page.getByRole('button', { name: /^Run on / }).click();
}

const { values } = parseArgs({ options: { photos: { type: 'string' }, out: { type: 'string' } } });
const outFolder = path.resolve(values.out ?? path.join(tmpdir(), 'emulsion-demo'));
process.exitCode = await demo(values.photos ?? null, outFolder);
