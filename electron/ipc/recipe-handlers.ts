import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BrowserWindow, dialog, shell } from 'electron';
import type { IpcMainInvokeEvent, OpenDialogOptions } from 'electron';
import { fail } from '../contract/app-error.ts';
import type { KeptRecipe } from '../contract/recipes.ts';
import type { Engine } from '../engine.ts';
import { safeName } from '../ingest/file-name.ts';
import { toReadFailure } from '../ingest/read-failure.ts';
import { toFileFailure } from '../library/durable-file.ts';
import { imageExtensions } from '../platform/image-extensions.ts';
import { parseRecipe, recipeText } from '../recipes/recipe-file.ts';
import type { PathDesk } from './chosen-paths.ts';
import type { Handlers } from './handle.ts';

type RecipeChannel = Extract<keyof Handlers, `recipes.${string}` | `batches.${string}`>;

export function recipeHandlers(
  { recipes, batches }: Pick<Engine, 'recipes' | 'batches'>,
  desk: PathDesk,
): Pick<Handlers, RecipeChannel> {
  const planned = (given: {
    readonly recipe: KeptRecipe['recipe'];
    readonly inputs: string;
    readonly folder: string | null;
  }) => ({
    recipe: given.recipe,
    inputs: desk.pathsOf(given.inputs),
    folder: given.folder === null ? null : (desk.pathsOf(given.folder)[0] ?? null),
  });

  return {
    'recipes.list': () => [...recipes.list()],
    'recipes.save': ({ id, recipe }) => recipes.save(id, recipe),
    'recipes.remove': (id) => recipes.remove(id),
    'recipes.import': async (_nothing, event) => {
      const { filePaths } = await dialog.showOpenDialog(windowOf(event), {
        properties: ['openFile', 'multiSelections'],
        filters: [{ name: 'JSON', extensions: ['json'] }],
      });
      const read = await Promise.all(filePaths.map(readRecipe));
      return read.map((recipe) => recipes.save(null, recipe));
    },
    'recipes.export': async (id, event) => {
      const { recipe } = recipes.get(id);
      const { filePath } = await dialog.showSaveDialog(windowOf(event), {
        defaultPath: `${safeName(recipe.name)}.json`,
        filters: [{ name: 'JSON', extensions: ['json'] }],
      });
      if (filePath === undefined || filePath === '') return null;
      try {
        await writeFile(filePath, recipeText(recipe));
      } catch (error) {
        throw toFileFailure(error);
      }
      return path.basename(filePath);
    },

    'batches.choose': async (what, event) => {
      const { filePaths } = await dialog.showOpenDialog(windowOf(event), chooseOptions[what]);
      return filePaths.length === 0 ? null : desk.keep(filePaths);
    },
    'batches.estimate': (given) => batches.estimate(planned(given)),
    'batches.start': ({ cap, onCap, watch, ...given }) => {
      const batch = { ...planned(given), cap, onCap };
      return watch ? batches.watch(batch) : batches.start(batch);
    },
    'batches.list': () => [...batches.list()],
    'batches.items': ({ id, ...page }) => ({
      total: batches.total(id, page.status),
      items: [...batches.items(id, page)],
    }),
    'batches.pause': (id) => batches.pause(id),
    'batches.resume': ({ id, cap }) => batches.resume(id, cap),
    'batches.stop': (id) => batches.stop(id),
    'batches.retry-failed': (id) => batches.retryFailed(id),
    'batches.remove': (id) => batches.remove(id),
    'batches.report': async (id) => {
      shell.showItemInFolder(await batches.writeReport(id));
    },
    'batches.show-folder': async (id) => {
      const folder = batches.folderOf(id);
      if (folder !== null) await shell.openPath(folder);
    },
  };
}

const chooseOptions: Readonly<Record<'files' | 'folder' | 'out-folder', OpenDialogOptions>> = {
  files: {
    properties: ['openFile', 'multiSelections'],
    filters: [{ name: 'Images', extensions: imageExtensions }],
  },
  folder: { properties: ['openDirectory', 'multiSelections'] },
  'out-folder': { properties: ['openDirectory', 'createDirectory'] },
};

async function readRecipe(file: string): Promise<KeptRecipe['recipe']> {
  try {
    return parseRecipe(await readFile(file, 'utf8'));
  } catch (error) {
    throw toReadFailure(error, file);
  }
}

function windowOf(event: IpcMainInvokeEvent): BrowserWindow {
  const window = BrowserWindow.fromWebContents(event.sender);
  if (window === null) throw fail('not-allowed');
  return window;
}
