import path from 'node:path';
import { app, dialog } from 'electron';
import type { Engine } from '../engine.ts';
import type { Handlers } from './handle.ts';
import { windowOf } from './window-of.ts';

const filters = [{ name: 'Emulsion', extensions: ['tar'] }];

/** How much the library takes, and its way into one file and back. */
export function storageHandlers({
  storage,
}: Engine): Pick<Handlers, Extract<keyof Handlers, `storage.${string}`>> {
  return {
    'storage.measure': () => storage.measure(),
    'storage.clear-previews': () => storage.clearPreviews(),
    'storage.back-up': async (_, event) => {
      const day = new Date().toISOString().slice(0, 10);
      const { filePath } = await dialog.showSaveDialog(windowOf(event), {
        defaultPath: `emulsion-${day}.tar`,
        filters,
      });
      if (filePath === undefined || filePath === '') return null;
      const { files, bytes, damaged } = await storage.backUp(filePath);
      return { file: path.basename(filePath), files, bytes, damaged: damaged.length };
    },
    'storage.restore': async (_, event) => {
      const { filePaths } = await dialog.showOpenDialog(windowOf(event), {
        properties: ['openFile'],
        filters,
      });
      const [file] = filePaths;
      return file === undefined ? null : storage.restore(file);
    },
    'storage.restart': () => {
      app.relaunch();
      app.quit();
    },
  };
}
