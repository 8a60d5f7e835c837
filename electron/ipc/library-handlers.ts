import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { type BrowserWindow, app, dialog, shell } from 'electron';
import type { OpenDialogOptions } from 'electron';
import { fail } from '../contract/app-error.ts';
import type { OutputOf } from '../contract/channels.ts';
import type { VersionId } from '../contract/ids.ts';
import type { ExportOptions } from '../contract/images.ts';
import type { AppEvent } from '../contract/events.ts';
import type { IngestReport } from '../contract/library.ts';
import type { Engine } from '../engine.ts';
import type { ExportedFile } from '../library/export-files.ts';
import { imageExtensions } from '../platform/image-extensions.ts';
import { readClipboardImage, writeClipboardImage } from '../platform/clipboard-image.ts';
import { appPaths } from '../platform/paths.ts';
import { takeSamples } from '../platform/samples.ts';
import type { CurationChannel } from './curation-handlers.ts';
import type { Handlers } from './handle.ts';
import { windowOf } from './window-of.ts';

type LibraryChannel = Exclude<
  Extract<keyof Handlers, `ingest.${string}` | `library.${string}` | `versions.${string}`>,
  CurationChannel
>;

const noFiles: IngestReport = { outcomes: [] };

export interface LibraryHandlerOptions {
  readonly engine: Engine;
  readonly send: (event: AppEvent) => void;
}

export function libraryHandlers({
  engine,
  send,
}: LibraryHandlerOptions): Pick<Handlers, LibraryChannel> {
  return {
    'ingest.open-dialog': async (what, event) => {
      const { filePaths } = await dialog.showOpenDialog(windowOf(event), openOptions[what]);
      if (filePaths.length === 0) return noFiles;
      return engine.ingest.paths(filePaths, {
        onProgress: (progress) => send({ type: 'ingest-progress', ...progress }),
      });
    },
    'ingest.paste': async () => {
      const png = await readClipboardImage();
      return png === null ? noFiles : engine.ingest.bytes(png, 'Pasted image.png');
    },
    'ingest.samples': (language) =>
      takeSamples({ folder: appPaths(app).samples, ingest: engine.ingest }, language),

    'library.list': (query) => engine.listAssets(query),
    'library.details': (assetId) => engine.library.details(assetId),
    'library.rename': ({ assetId, name }) => engine.library.rename(assetId, name),
    'library.remove': (assetIds) => engine.library.remove(assetIds),

    'versions.save-as': ({ versionIds, options }, event) =>
      saveAs({ engine, versionIds, options, window: windowOf(event) }),
    'versions.copy': async (versionId) => {
      const folder = await mkdtemp(path.join(app.getPath('temp'), 'copy-'));
      try {
        const outPath = path.join(folder, 'copy.png');
        await engine.exportFile({ versionId, options: plainPng, outPath });
        if (!(await writeClipboardImage(outPath)))
          throw fail('internal', { cause: 'not a picture' });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
    'versions.show-in-folder': async (versionId) => {
      const [file] = await engine.handOut([versionId]);
      if (file !== undefined) shell.showItemInFolder(file);
    },
    'versions.start-drag': async (versionIds, event) => {
      const files = [...(await engine.handOut(versionIds))];
      const [file] = files;
      if (file === undefined) return;
      event.sender.startDrag({ file, files, icon: await app.getFileIcon(file) });
    },
  };
}

/** What every program can paste. */
const plainPng: ExportOptions = {
  format: 'png',
  quality: 100,
  longestSide: null,
  metadata: 'strip',
  nameTemplate: '{name}',
};

const openOptions: Readonly<Record<'files' | 'folder', OpenDialogOptions>> = {
  files: {
    properties: ['openFile', 'multiSelections'],
    filters: [{ name: 'Images', extensions: imageExtensions }],
  },
  folder: { properties: ['openDirectory'] },
};

interface SaveRequest {
  readonly engine: Engine;
  readonly versionIds: readonly VersionId[];
  readonly options: ExportOptions;
  readonly window: BrowserWindow;
}

/** One version: the user names the file. Several: the user names the folder. */
async function saveAs({
  engine,
  versionIds,
  options,
  window,
}: SaveRequest): Promise<OutputOf<'versions.save-as'>> {
  const [versionId] = versionIds;
  if (versionId !== undefined && versionIds.length === 1) {
    const { filePath } = await dialog.showSaveDialog(window, {
      defaultPath: engine.exportName(versionId, options),
    });
    if (filePath === undefined || filePath === '') return { saved: [], incomplete: [] };
    return savedFiles([await engine.exportFile({ versionId, options, outPath: filePath })]);
  }
  const { filePaths } = await dialog.showOpenDialog(window, {
    properties: ['openDirectory', 'createDirectory'],
  });
  const [folder] = filePaths;
  if (folder === undefined) return { saved: [], incomplete: [] };
  return savedFiles(await engine.exportVersions({ versionIds, options, folder }));
}

function savedFiles(files: readonly ExportedFile[]): OutputOf<'versions.save-as'> {
  const namesOf = (some: readonly ExportedFile[]): string[] =>
    some.map((file) => path.basename(file.path));
  return {
    saved: namesOf(files),
    incomplete: namesOf(files.filter(({ warnings }) => warnings.length > 0)),
  };
}
