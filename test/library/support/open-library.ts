import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type BlobHash, blobHashSchema } from '../../../electron/contract/ids.ts';
import type { ImageFacts } from '../../../electron/contract/images.ts';
import {
  type Asset,
  type LibraryQuery,
  libraryQuerySchema,
} from '../../../electron/contract/library.ts';
import { type Library, createLibrary } from '../../../electron/library/library.ts';
import { type Store, openStore } from '../../../electron/library/store.ts';

export const plainFacts: ImageFacts = {
  format: 'png',
  width: 640,
  height: 480,
  bytes: 1000,
  hasAlpha: false,
  frames: 1,
  orientation: 1,
  colorProfile: null,
  bitsPerChannel: 8,
  takenAt: null,
  camera: null,
  hasGps: false,
};

export interface OpenLibrary {
  readonly store: Store;
  readonly library: Library;
  readonly changed: Asset[];
  readonly removed: string[];
  /** Sets the clock. */
  at(time: number): void;
  add(name: string, facts?: Partial<ImageFacts>, hash?: BlobHash): Asset;
  /** Of what a query finds, in its order. */
  names(query?: Partial<LibraryQuery>): readonly string[];
}

let count = 0;
export function newHash(): BlobHash {
  count += 1;
  return blobHashSchema.parse(count.toString(16).padStart(64, '0'));
}

/** A real library in a folder of its own; its files are only named. */
export function openLibrary(): OpenLibrary {
  const folder = mkdtempSync(path.join(tmpdir(), 'emulsion-library-'));
  const store = openStore({ path: path.join(folder, 'library.db'), now: () => 0 });
  const changed: Asset[] = [];
  const removed: string[] = [];
  let now = 1000;
  const library = createLibrary({
    store,
    now: () => now,
    onAssetChanged: (asset) => changed.push(asset),
    onAssetsRemoved: (ids) => removed.push(...ids),
  });
  return {
    store,
    library,
    changed,
    removed,
    at: (time) => {
      now = time;
    },
    add: (name, facts = {}, hash = newHash()) =>
      library.addOriginal({
        name,
        sourceHash: hash,
        image: { hash, facts: { ...plainFacts, ...facts } },
      }).asset,
    names: (query = {}) =>
      library.list(libraryQuerySchema.parse(query)).assets.map(({ name }) => name),
  };
}
