import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { electronRuntime } from '../../scripts/lib/electron-runtime.mjs';
import { launchApp } from './launch.ts';

/** The runtime itself, whichever one was found: does it open an app as the official one would? */
const main = `
const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => {
  const window = new BrowserWindow({ webPreferences: { sandbox: true, contextIsolation: true } });
  window.loadURL('data:text/html,<title>Smoke</title><p>It opens</p>');
});
`;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'emulsion-smoke-'));
  const description = {
    name: 'smoke',
    productName: 'Smoke App',
    version: '1.2.3',
    main: 'main.cjs',
  };
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(description));
  await writeFile(path.join(folder, 'main.cjs'), main);
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('opens the app folder that is named, with its name, version and data folder', async () => {
  const { app, page, userData, close } = await launchApp({
    appFolder: folder,
    args: ['one', '--two'],
  });
  try {
    await page.waitForSelector('text=It opens');
    const seen = await app.evaluate(({ app: electronApp }) => ({
      packaged: electronApp.isPackaged,
      name: electronApp.getName(),
      version: electronApp.getVersion(),
      appPath: electronApp.getAppPath(),
      userData: electronApp.getPath('userData'),
      electron: process.versions['electron'],
      argv: process.argv.slice(-2),
    }));
    expect(seen).toEqual({
      packaged: false,
      name: 'Smoke App',
      version: '1.2.3',
      appPath: folder,
      userData,
      electron: electronRuntime().version,
      argv: ['one', '--two'],
    });
  } finally {
    await close();
  }
});

test('has the globals that the app relies on', async () => {
  const { app, close } = await launchApp({ appFolder: folder });
  try {
    const kinds = await app.evaluate(() => {
      const first = new AbortController();
      const any = AbortSignal.any([first.signal, new AbortController().signal]);
      first.abort('why');
      return {
        file: typeof File,
        subtle: typeof crypto.subtle,
        detail: new CustomEvent('x', { detail: 7 }).detail,
        aborted: any.aborted,
        reason: any.reason,
      };
    });
    expect(kinds).toEqual({
      file: 'function',
      subtle: 'object',
      detail: 7,
      aborted: true,
      reason: 'why',
    });
  } finally {
    await close();
  }
});
