import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jobIdSchema } from '../../electron/contract/ids.ts';
import type { Asset } from '../../electron/contract/library.ts';
import { freeOfCharge } from '../../electron/contract/money.ts';
import { type OpenLibrary, newHash, openLibrary, plainFacts } from './support/open-library.ts';

let open: OpenLibrary;

beforeEach(() => {
  open = openLibrary();
});
afterEach(() => open.store.close());

describe('the trash', () => {
  it('takes images out of sight, with all they have, and gives them back', () => {
    const { library, add, names, removed, changed } = open;
    const asset = add('lake');
    add('sea');
    library.mark([asset.id], { rating: 5 });
    library.remove([asset.id]);
    expect(names()).toEqual(['sea']);
    expect(names({ text: 'lake' })).toEqual([]);
    expect(names({ shelf: 'trash' })).toEqual(['lake']);
    expect(removed).toEqual([asset.id]);
    library.restore([asset.id]);
    expect(names()).toEqual(['sea', 'lake']);
    expect(library.asset(asset.id).rating).toBe(5);
    expect(changed.at(-1)?.id).toBe(asset.id);
  });

  it('is the only place from which something goes for good', () => {
    const { library, add, names } = open;
    const asset = add('lake');
    expect(library.erase([asset.id])).toEqual([]);
    expect(names()).toEqual(['lake']);
    library.remove([asset.id]);
    expect(library.erase([asset.id])).toEqual([asset.latest.blob]);
    expect(names({ shelf: 'trash' })).toEqual([]);
  });

  it('keeps the file of an image that a recipe puts on others as a watermark', () => {
    const { library, add, store } = open;
    const [logo, lake] = [add('logo'), add('lake')];
    const recipe = { effects: { watermark: { image: { blob: logo.latest.blob, name: 'logo' } } } };
    store.run(
      "insert into recipes (id, scope, recipe, created_at, updated_at) values ('r', 'local', ?, 1, 1)",
      JSON.stringify(recipe),
    );
    library.remove([logo.id, lake.id]);
    expect(library.erase([logo.id, lake.id])).toEqual([lake.latest.blob]);
  });

  it('knows how long it has held an image', () => {
    const { library, add, at } = open;
    const [old, young] = [add('old'), add('young')];
    at(10);
    library.remove([old.id]);
    at(20);
    library.remove([young.id]);
    library.remove([old.id]);
    expect(library.trashed(null, 15)).toEqual([old.id]);
  });

  it('gives an image back whose file is dropped again', () => {
    const { library, add, names } = open;
    const hash = newHash();
    const asset = add('lake', {}, hash);
    library.remove([asset.id]);
    expect(library.findBySource(hash)).toBeNull();
    const again = library.addOriginal({
      name: 'lake 2',
      sourceHash: hash,
      image: { hash, facts: plainFacts },
    });
    expect(again).toMatchObject({ added: true, asset: { id: asset.id, name: 'lake' } });
    expect(names()).toEqual(['lake']);
  });

  it('takes no new result in: what was paid for is a new image', () => {
    const { library, add, names } = open;
    const asset = add('lake');
    library.remove([asset.id]);
    const { assetId } = addResults(asset, 1, 'result');
    expect(assetId).not.toBe(asset.id);
    expect(names()).toEqual(['result']);
  });

  it('takes single versions, and gives each back to its image, in its place', () => {
    const { library, add, names, removed, changed } = open;
    const asset = add('lake');
    const { versionIds } = addResults(asset, 3, 'lake');
    const [first, second, third] = versionIds;
    if (!first || !second || !third) throw new Error('There are three');
    const [one, other] = library.discard([first, third]);
    if (!one || !other) throw new Error('Both are in the trash');
    const ids = () => library.details(asset.id).versions.map(({ id }) => id);
    expect(ids()).toEqual([asset.originalVersionId, second]);
    expect(library.asset(asset.id)).toMatchObject({ versionCount: 2, latest: { id: second } });
    expect(names()).toEqual(['lake']);
    expect(names({ shelf: 'trash' })).toEqual(['lake', 'lake']);

    library.restore([one]);
    expect(ids()).toEqual([asset.originalVersionId, first, second]);
    expect(removed).toContain(one);
    expect(changed.at(-1)).toMatchObject({ id: asset.id, versionCount: 3 });
    expect(library.erase([other])).toHaveLength(1);
    expect(ids()).toHaveLength(3);
  });

  it('never takes the original out of its image, nor a version twice', () => {
    const { library, add } = open;
    const asset = add('lake');
    const { versionIds } = addResults(asset, 1, 'lake');
    expect(library.discard([asset.originalVersionId])).toEqual([]);
    expect(library.discard(versionIds)).toHaveLength(1);
    expect(library.discard(versionIds)).toEqual([]);
  });

  it('gives a version back as an image of its own where its image is gone', () => {
    const { library, add, names } = open;
    const asset = add('lake');
    const [version] = library.discard(addResults(asset, 1, 'lake').versionIds);
    if (!version) throw new Error('It is in the trash');
    library.remove([asset.id]);
    library.restore([version]);
    expect(names()).toEqual(['lake']);
    library.erase([asset.id]);
    expect(library.asset(version).versionCount).toBe(1);
  });
});

function addResults(asset: Asset, count: number, name: string) {
  return open.library.addVersions({
    jobId: jobIdSchema.parse(randomUUID()),
    provider: 'openai',
    operation: 'edit',
    receipt: {
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
    },
    parent: { assetId: asset.id, versionId: asset.latest.id },
    name,
    prompt: null,
    images: Array.from({ length: count }, () => ({ hash: newHash(), facts: plainFacts })),
  });
}
