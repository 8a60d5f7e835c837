import type { libraryChannels } from '../contract/library-channels.ts';
import type { Engine } from '../engine.ts';
import type { Handlers } from './handle.ts';

export type CurationChannel = keyof typeof libraryChannels;

/** What a user does to put the library in order. */
export function curationHandlers(engine: Engine): Pick<Handlers, CurationChannel> {
  const { library, collections } = engine;
  return {
    'library.mark': ({ assetIds, ...marks }) => library.mark(assetIds, marks),
    'library.restore': (assetIds) => library.restore(assetIds),
    'library.delete': (assetIds) => engine.eraseAssets(assetIds),
    'library.empty-trash': () => engine.emptyTrash(),

    'collections.list': () => [...collections.list()],
    'collections.create': ({ name }) => collections.create(name),
    'collections.rename': ({ id, name }) => collections.rename(id, name),
    'collections.remove': (id) => collections.remove(id),
    'collections.add': ({ id, assetIds }) => collections.add(id, assetIds),
    'collections.take-out': ({ id, assetIds }) => collections.takeOut(id, assetIds),
    'collections.move': ({ id, assetId, before }) => collections.move(id, assetId, before),
  };
}
