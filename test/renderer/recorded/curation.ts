import type { libraryChannels } from '../../../electron/contract/library-channels.ts';
import { noWords } from '../../../electron/contract/image-words.ts';
import { type Collection, collectionIdSchema } from '../../../electron/contract/library.ts';
import type { AppEvent } from '../../../electron/contract/events.ts';
import { type MetadataReport, sourceTerms } from '../../../electron/contract/metadata.ts';
import type { Handlers } from './bridge.ts';

const report: MetadataReport = {
  entries: [
    { group: 'exif', name: 'Model', value: 'Pocket 3' },
    { group: 'gps', name: 'GPSLatitude', value: '51.5' },
    { group: 'xmp', name: 'title', value: 'Harbour' },
  ],
  words: { title: 'Harbour', creator: 'Ada' },
  place: { latitude: 51.5, longitude: -0.1167 },
  credentials: {
    state: 'valid',
    issuer: 'Emulsion without proof of identity',
    generator: 'Emulsion',
    signedAt: null,
    actions: [
      { action: 'c2pa.opened', source: null },
      { action: 'c2pa.edited', source: `${sourceTerms}compositeWithTrainedAlgorithmicMedia` },
    ],
    ingredients: ['Original'],
    problems: [],
  },
};

/** Collections that hold as many images as they were given; the rest is quiet. */
export function recordedCuration(
  emit: (event: AppEvent) => void,
): Pick<Handlers, keyof typeof libraryChannels> {
  let collections: readonly Collection[] = [];
  const nothing = (): undefined => undefined;
  function change(next: readonly Collection[]): void {
    collections = next;
    emit({ type: 'collections-changed' });
  }
  return {
    'library.mark': nothing,
    'library.words': () => ({ ...noWords, hidesPlace: false }),
    'library.metadata': () => report,
    'library.describe': nothing,
    'library.words-before': () => null,
    'library.undo-words': () => false,
    'library.restore': nothing,
    'library.delete': nothing,
    'library.empty-trash': () => 0,
    'library.find-files': () => null,
    'storage.measure': () => ({
      originals: 4_200_000_000,
      results: 1_300_000_000,
      trash: 80_000_000,
      previews: 900_000_000,
      database: 60_000_000,
    }),
    'storage.clear-previews': nothing,
    'storage.back-up': () => ({
      file: 'emulsion-2026-11-23.tar',
      files: 1200,
      bytes: 5_600_000_000,
      damaged: 0,
    }),
    'storage.restore': () => ({ files: 1200, damaged: 0 }),
    'storage.restart': nothing,
    'collections.list': () => [...collections],
    'collections.create': ({ name }) => {
      const made = { id: collectionIdSchema.parse(crypto.randomUUID()), name, count: 0 };
      change([...collections, made]);
      return made;
    },
    'collections.rename': ({ id, name }) => {
      change(collections.map((one) => (one.id === id ? { ...one, name } : one)));
    },
    'collections.remove': (id) => {
      change(collections.filter((one) => one.id !== id));
    },
    'collections.add': ({ id, assetIds }) => {
      change(
        collections.map((one) =>
          one.id === id ? { ...one, count: one.count + assetIds.length } : one,
        ),
      );
    },
    'collections.take-out': nothing,
    'collections.move': nothing,
  };
}
