import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { electronApis } from '../platform/electron-apis.ts';
import { launchApp } from './launch.ts';

/** Those of the main process; the preload script's show themselves in every other test. */
const fromPreload = /^(contextBridge|ipcRenderer|webUtils)\b/;

test('the runtime has every part of Electron that is used without looking first', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'emulsion-apis-'));
  await writeFile(
    path.join(folder, 'package.json'),
    JSON.stringify({ name: 'apis', main: 'main.cjs' }),
  );
  await writeFile(
    path.join(folder, 'main.cjs'),
    `const { app, BrowserWindow } = require('electron');
     app.whenReady().then(() => new BrowserWindow().loadURL('data:text/html,x'));`,
  );
  const { app, close } = await launchApp({ appFolder: folder });
  try {
    // Events can't be looked up: a name with a colon says only that its emitter is there.
    const names = electronApis
      .filter(({ api, guarded }) => guarded !== true && !fromPreload.test(api))
      .map(({ api }) => api.split(':')[0] ?? api);
    const missing = await app.evaluate((electron, wanted) => {
      const find = (name: string) =>
        name
          .split('.')
          .reduce<unknown>(
            (found, part) =>
              found === undefined || found === null ? undefined : Reflect.get(Object(found), part),
            electron,
          );
      return wanted.filter((name) => find(name) === undefined);
    }, names);

    expect(names.length).toBeGreaterThan(40);
    expect(missing).toEqual([]);
  } finally {
    await close();
    await rm(folder, { recursive: true, force: true });
  }
});
