import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jobIdSchema } from '../../electron/contract/ids.ts';
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
    const { assetId } = library.addVersions({
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
      name: 'result',
      prompt: null,
      images: [{ hash: newHash(), facts: plainFacts }],
    });
    expect(assetId).not.toBe(asset.id);
    expect(names()).toEqual(['result']);
  });
});
