import { dialog } from 'electron';
import type { libraryChannels } from '../contract/library-channels.ts';
import type { Engine } from '../engine.ts';
import { imageExtensions } from '../platform/image-extensions.ts';
import type { Handlers } from './handle.ts';
import { storageHandlers } from './storage-handlers.ts';
import { windowOf } from './window-of.ts';

export type CurationChannel = keyof typeof libraryChannels;

/** What a user does to put the library in order. */
export function curationHandlers(engine: Engine): Pick<Handlers, CurationChannel> {
  const { library, collections } = engine;
  return {
    'library.mark': ({ assetIds, ...marks }) => library.mark(assetIds, marks),
    'library.words': (assetId) => library.words(assetId),
    'library.metadata': (assetId) => engine.readMetadata(assetId),
    'library.describe': ({ assetId, words }) => library.describe(assetId, words),
    'library.words-before': (assetId) => library.wordsBefore(assetId),
    'library.undo-words': (assetId) => library.undoWords(assetId),
    'library.restore': (assetIds) => library.restore(assetIds),
    'library.delete': (assetIds) => engine.eraseAssets(assetIds),
    'library.empty-trash': () => engine.emptyTrash(),
    'library.find-files': async (_, event) => {
      const { filePaths } = await dialog.showOpenDialog(windowOf(event), {
        properties: ['openFile', 'multiSelections'],
        filters: [{ name: 'Images', extensions: imageExtensions }],
      });
      if (filePaths.length === 0) return null;
      return { found: await engine.findFiles(filePaths), left: library.missingCount() };
    },

    ...storageHandlers(engine),

    'collections.list': () => [...collections.list()],
    'collections.create': ({ name }) => collections.create(name),
    'collections.rename': ({ id, name }) => collections.rename(id, name),
    'collections.remove': (id) => collections.remove(id),
    'collections.add': ({ id, assetIds }) => collections.add(id, assetIds),
    'collections.take-out': ({ id, assetIds }) => collections.takeOut(id, assetIds),
    'collections.move': ({ id, assetId, before }) => collections.move(id, assetId, before),
  };
}
