import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { electronArguments, electronRuntime } from '../../scripts/lib/electron-runtime.mjs';
import { root } from '../../scripts/lib/paths.mjs';
import { writePicture } from './support/pictures.ts';
import {
  type Studio,
  callApp,
  closeStudio,
  jobs,
  openStudio,
  reopenStudio,
} from './support/studio.ts';

let studio: Studio;

beforeEach(async () => {
  studio = await openStudio();
});

afterEach(async () => {
  await closeStudio(studio);
});

test('a second start brings the first window forward, and hands over its deep link', async () => {
  const { app, page } = studio;
  await app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    Object.assign(window ?? {}, {
      focus: () => Object.assign(globalThis, { broughtForward: true }),
    });
  });

  const code = await startAgain('emulsion://show/queue');

  expect(code).toBe(0);
  await page.locator('button[aria-current=page]').filter({ hasText: 'Queue' }).waitFor();
  expect(await app.evaluate(() => Reflect.get(globalThis, 'broughtForward'))).toBe(true);

  await startAgain('emulsion://run/everything');
  await startAgain('emulsion://show/library');
  await page.locator('button[aria-current=page]').filter({ hasText: 'Library' }).waitFor();
});

test('a deep link opens the app at the screen that it names', async () => {
  await studio.close();
  const { folder, providers } = studio;
  studio = await reopenStudio(
    { folder, providers },
    { args: ['emulsion://show/library'], screen: null },
  );
  const shown = studio.page.locator('button[aria-current=page]');
  await expect.poll(() => shown.innerText()).toBe('Library');
});

test('a whole description by keyboard alone', async () => {
  const { app, page, folder } = studio;
  const file = await writePicture(`${folder}/keyboard.png`, { seed: 81 });
  await app.evaluate(({ dialog }, path) => {
    const answer = () => Promise.resolve({ canceled: false, filePaths: [path] });
    Object.assign(dialog, { showOpenDialog: answer });
  }, file);

  await page.keyboard.press('Control+o');
  await page.getByRole('heading', { level: 1, name: 'keyboard' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('describe');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Operation: Describe/ }).waitFor();
  await page.keyboard.press('Control+Enter');
  await vi.waitUntil(async () => (await jobs(page))[0]?.state.status === 'done', {
    timeout: 20_000,
  });

  await tabTo('Receipt');
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Receipt' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('region', { name: 'Receipt' }).waitFor({ state: 'detached' });
  expect(await focusedText()).toContain('Receipt');
});

test('the window comes back where it was left, with its settings', async () => {
  await callApp(studio.page, 'settings.set', { theme: 'light' });
  await studio.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 40, y: 30, width: 1200, height: 760 });
  });
  await studio.close();

  studio = await reopenStudio(studio);

  const bounds = await studio.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.getBounds(),
  );
  expect(bounds).toMatchObject({ width: 1200, height: 760 });
  await studio.page.locator('html[data-theme=light]').waitFor({ state: 'attached' });
});

/** Starts the app once more on the same data, as a click on its icon would; its exit code. */
async function startAgain(argument: string): Promise<unknown> {
  const { executable } = electronRuntime();
  const again = spawn(
    executable,
    [...electronArguments(), `--user-data-dir=${studio.userData}`, root, argument],
    { stdio: 'ignore' },
  );
  const [code] = await once(again, 'exit');
  return code;
}

async function tabTo(text: string): Promise<void> {
  for (let steps = 0; steps < 60; steps += 1) {
    await studio.page.keyboard.press('Tab');
    if ((await focusedText()).includes(text)) return;
  }
  throw new Error(`No ${text} within 60 steps of the Tab key`);
}

function focusedText(): Promise<string> {
  return studio.page.evaluate(() => document.activeElement?.textContent ?? '');
}
