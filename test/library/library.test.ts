import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppFailure } from '../../electron/contract/app-error.ts';
import { type BlobHash, blobHashSchema, jobIdSchema } from '../../electron/contract/ids.ts';
import type { ImageFacts } from '../../electron/contract/images.ts';
import { type Asset, libraryQuerySchema } from '../../electron/contract/library.ts';
import { freeOfCharge } from '../../electron/contract/money.ts';
import type { Receipt } from '../../electron/contract/receipt.ts';
import { searchExpression } from '../../electron/library/library-query.ts';
import { type Library, createLibrary } from '../../electron/library/library.ts';
import { type Store, openStore } from '../../electron/library/store.ts';

const facts: ImageFacts = {
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
const receipt: Receipt = {
  route: { policy: 'primary-first', candidates: [], excluded: [] },
  attempts: [],
  provider: 'openai',
  model: 'm',
  simulated: false,
  cache: 'off',
  estimate: freeOfCharge,
  cost: 0,
  losses: [],
  startedAt: 0,
  endedAt: 0,
};

let store: Store;
let library: Library;
let changed: Asset[];
let removed: string[];

beforeEach(async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'emulsion-library-'));
  store = openStore({ path: path.join(folder, 'library.db'), now: () => 0 });
  changed = [];
  removed = [];
  library = createLibrary({
    store,
    now: () => 7,
    onAssetChanged: (asset) => changed.push(asset),
    onAssetsRemoved: (ids) => removed.push(...ids),
  });
});
afterEach(() => store.close());

let count = 0;
function newHash(): BlobHash {
  count += 1;
  return blobHashSchema.parse(count.toString(16).padStart(64, '0'));
}

function add(name: string, hash = newHash()): Asset {
  return library.addOriginal({ name, sourceHash: hash, image: { hash, facts } }).asset;
}

function work(provider: 'openai' | 'stability' = 'openai') {
  return { jobId: jobIdSchema.parse(randomUUID()), provider, receipt };
}

function edit(asset: Asset, prompt: string, hash = newHash()) {
  return library.addVersions({
    ...work('stability'),
    operation: 'edit',
    parent: { assetId: asset.id, versionId: asset.originalVersionId },
    name: 'unused',
    prompt,
    images: [{ hash, facts }],
  });
}

function names(query: object): readonly string[] {
  return library.list(libraryQuerySchema.parse(query)).assets.map(({ name }) => name);
}

describe('the library', () => {
  it('knows a file that was added before', () => {
    const hash = newHash();
    const asset = add('harbour', hash);
    const again = library.addOriginal({ name: 'copy', sourceHash: hash, image: { hash, facts } });
    expect(again).toEqual({ asset, added: false });
    expect(library.findBySource(hash)).toEqual(asset);
  });

  it('shows the newest version, the count, the providers and the tags of an asset', () => {
    const asset = add('harbour');
    const { versionIds } = edit(asset, 'at night');
    library.addAnnotation({
      ...work(),
      operation: 'tags',
      assetId: asset.id,
      versionId: asset.originalVersionId,
      result: { kind: 'tags', tags: [{ label: 'crane', confidence: 1 }] },
    });
    const latest = changed.at(-1);
    expect(latest).toMatchObject({
      versionCount: 2,
      originalVersionId: asset.originalVersionId,
      latest: { id: versionIds[0] },
      tags: ['crane'],
      providers: ['openai', 'stability'],
    });
    expect(latest?.simulated).toBe(false);
    library.addAnnotation({
      ...work(),
      receipt: { ...receipt, simulated: true },
      operation: 'describe',
      assetId: asset.id,
      versionId: asset.originalVersionId,
      result: { kind: 'text', text: 'a harbour' },
    });
    expect(changed.at(-1)?.simulated).toBe(true);
    const details = library.details(asset.id);
    expect(details.versions.map(({ madeBy }) => madeBy?.prompt)).toEqual([undefined, 'at night']);
    expect(details.annotations[0]?.result).toEqual({
      kind: 'tags',
      tags: [{ label: 'crane', confidence: 1 }],
    });
  });

  it('makes a new asset for a result without a source', () => {
    const made = library.addVersions({
      ...work(),
      operation: 'generate',
      parent: null,
      name: 'a lighthouse',
      prompt: 'a lighthouse in fog',
      images: [
        { hash: newHash(), facts },
        { hash: newHash(), facts },
      ],
    });
    expect(library.details(made.assetId)).toMatchObject({
      asset: { name: 'a lighthouse', versionCount: 2, originalVersionId: made.versionIds[0] },
    });
  });

  it('finds names, prompts, tags and texts by the beginnings of words', () => {
    const harbour = add('IMG_2041 Hafen');
    const receiptPhoto = add('scan');
    edit(harbour, 'a stormy sea');
    library.addAnnotation({
      ...work(),
      operation: 'ocr',
      assetId: receiptPhoto.id,
      versionId: receiptPhoto.originalVersionId,
      result: { kind: 'text', text: 'Café Größe: 12,50 €' },
    });
    expect(names({ text: 'img haf' })).toEqual(['IMG_2041 Hafen']);
    expect(names({ text: '2041' })).toEqual(['IMG_2041 Hafen']);
    expect(names({ text: 'storm' })).toEqual(['IMG_2041 Hafen']);
    expect(names({ text: 'café größe' })).toEqual(['scan']);
    expect(names({ text: 'cafe' })).toEqual(['scan']);
    expect(names({ text: 'storm cafe' })).toEqual([]);
    library.rename(receiptPhoto.id, 'dinner bill');
    expect(names({ text: 'scan' })).toEqual([]);
    expect(names({ text: 'bill' })).toEqual(['dinner bill']);
  });

  it.each(['"', 'a"b', 'name:', 'NEAR(', '* AND', ')) OR 1', '-', '\0x'])(
    'takes %j as words, never as syntax',
    (text) => {
      add('plain');
      expect(() => names({ text })).not.toThrow();
    },
  );

  it('filters by provider and operation, and pages newest first', () => {
    const assets = ['a', 'b', 'c', 'd'].map((name) => add(name));
    for (const asset of assets.slice(0, 3)) edit(asset, 'x');
    expect(names({ provider: 'stability', operation: 'edit' })).toEqual(['c', 'b', 'a']);
    expect(names({ provider: 'openai' })).toEqual([]);
    expect(names({ operation: 'edit', text: 'b' })).toEqual(['b']);
    expect(names({ offset: 1, limit: 2 })).toEqual(['c', 'b']);
    expect(library.list(libraryQuerySchema.parse({ limit: 1 })).total).toBe(4);
  });

  it('forgets an asset whole, and names only blobs that nothing else uses', () => {
    const shared = newHash();
    const own = newHash();
    const first = add('first');
    const second = add('second');
    edit(first, 'x', shared);
    edit(first, 'y', own);
    edit(second, 'z', shared);
    library.remove([first.id]);
    const blobs = library.erase([first.id]);
    expect(blobs).toContain(own);
    expect(blobs).not.toContain(shared);
    expect(removed).toEqual([first.id, first.id]);
    expect(names({ text: 'first' })).toEqual([]);
    expect(() => library.details(first.id)).toThrow(AppFailure);
    expect(store.all('select 1 from versions v where v.blob = ?', own)).toEqual([]);
  });
});

it('turns typed text into an expression', () => {
  expect(searchExpression('  ')).toBeNull();
  expect(searchExpression('blue "sky')).toBe('"blue"* """sky"*');
});
