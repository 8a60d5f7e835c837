import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Scope, accountIdSchema, localScope } from '../../electron/contract/account.ts';
import { AppFailure } from '../../electron/contract/app-error.ts';
import { noWords } from '../../electron/contract/image-words.ts';
import {
  type AssetWords,
  type CollectionId,
  collectionIdSchema,
} from '../../electron/contract/library.ts';
import { type Collections, createCollections } from '../../electron/library/collections.ts';
import { type OpenLibrary, openLibrary } from './support/open-library.ts';

let open: OpenLibrary;

beforeEach(() => {
  open = openLibrary();
});
afterEach(() => open.store.close());

describe('ratings and labels', () => {
  it('are given together or apart, and told to the window', () => {
    const { library, add, changed } = open;
    const asset = add('lake');
    library.mark([asset.id], { rating: 4, label: 'green' });
    library.mark([asset.id], { rating: 5 });
    expect(library.asset(asset.id)).toMatchObject({ rating: 5, label: 'green' });
    library.mark([asset.id], { label: null });
    expect(library.asset(asset.id)).toMatchObject({ rating: 5, label: null });
    expect(changed.at(-1)).toMatchObject({ rating: 5, label: null });
  });

  it('narrow a search down and put it in order', () => {
    const { library, add, names } = open;
    const [a, b, c] = [add('a', { bytes: 10 }), add('B', { bytes: 30 }), add('c', { bytes: 20 })];
    library.mark([a.id, b.id], { rating: 3 });
    library.mark([c.id], { rating: 5, label: 'red' });
    expect(names({ rating: 4 })).toEqual(['c']);
    expect(names({ label: 'red' })).toEqual(['c']);
    expect(names({ sort: 'rating' })).toEqual(['c', 'B', 'a']);
    expect(names({ sort: 'name' })).toEqual(['a', 'B', 'c']);
    expect(names({ sort: 'largest' })).toEqual(['B', 'c', 'a']);
    expect(names({ sort: 'oldest' })).toEqual(['a', 'B', 'c']);
    expect(names({ sort: 'oldest', offset: 1, limit: 1 })).toEqual(['B']);
  });

  it('leave what is not known alone', () => {
    expect(() => open.library.mark([open.add('x').id], {})).not.toThrow();
  });
});

it('keeps what the user says of an image, and finds the image by it', () => {
  const { library, add, names } = open;
  const asset = add('IMG_1');
  expect(library.words(asset.id)).toMatchObject({ title: '', hidesPlace: false });
  const words: AssetWords = {
    ...noWords,
    title: 'Dusk',
    altText: 'A heron wades',
    creator: 'Ada Lovelace',
    keywords: ['wading bird', 'reeds'],
    removed: ['copyright'],
    hidesPlace: true,
  };
  library.describe(asset.id, words);
  expect(library.words(asset.id)).toEqual(words);
  for (const text of ['heron', 'lovelace', 'wading']) expect(names({ text })).toEqual(['IMG_1']);
  library.describe(asset.id, { ...words, altText: '' });
  expect(names({ text: 'heron' })).toEqual([]);
});

describe('the words of an image', () => {
  const titled = (title: string): AssetWords => ({ ...noWords, title, hidesPlace: false });

  it('are taken back change by change, and found by what they were', () => {
    const { library, add, names } = open;
    const asset = add('IMG_2');
    expect(library.wordsBefore(asset.id)).toBeNull();
    for (const title of ['dawn', 'noon', 'noon']) library.describe(asset.id, titled(title));
    expect(library.wordsBefore(asset.id)).toEqual(titled('dawn'));
    expect(library.undoWords(asset.id)).toBe(true);
    expect(library.words(asset.id)).toEqual(titled('dawn'));
    expect(names({ text: 'dawn' })).toEqual(['IMG_2']);
    expect(library.undoWords(asset.id)).toBe(true);
    expect(library.words(asset.id)).toEqual(titled(''));
    expect(library.undoWords(asset.id)).toBe(false);
  });

  it('forget what was said a hundred changes ago', () => {
    const { library, add } = open;
    const asset = add('IMG_3');
    for (let change = 0; change <= 120; change += 1)
      library.describe(asset.id, titled(String(change)));
    let taken = 0;
    while (library.undoWords(asset.id)) taken += 1;
    expect(taken).toBe(100);
    expect(library.words(asset.id).title).toBe('20');
  });

  it('go with their image for good', () => {
    const { library, add, store } = open;
    const asset = add('IMG_4');
    library.describe(asset.id, titled('gone'));
    library.remove([asset.id]);
    library.erase([asset.id]);
    expect(store.all('select * from asset_words_before')).toEqual([]);
  });
});

it('finds by format', () => {
  open.add('photo', { format: 'jpeg' });
  open.add('drawing', { format: 'png' });
  expect(open.names({ format: 'jpeg' })).toEqual(['photo']);
});

describe('collections', () => {
  let scope: Scope = localScope;
  let collections: Collections;
  let changes = 0;

  beforeEach(() => {
    scope = localScope;
    changes = 0;
    collections = createCollections({
      store: open.store,
      scope: () => scope,
      now: () => 0,
      onChanged: () => (changes += 1),
    });
  });

  const inside = (collection: CollectionId) => open.names({ collection, sort: 'by-hand' });

  it('hold images in an order of their own', () => {
    const [a, b, c] = [open.add('a'), open.add('b'), open.add('c')];
    const { id } = collections.create('Best');
    collections.add(id, [c.id, a.id]);
    collections.add(id, [a.id, b.id]);
    expect(inside(id)).toEqual(['c', 'a', 'b']);
    collections.move(id, b.id, c.id);
    expect(inside(id)).toEqual(['b', 'c', 'a']);
    collections.move(id, b.id, null);
    expect(inside(id)).toEqual(['c', 'a', 'b']);
    collections.takeOut(id, [a.id]);
    expect(inside(id)).toEqual(['c', 'b']);
    expect(collections.list()).toEqual([{ id, name: 'Best', count: 2 }]);
    expect(changes).toBe(6);
  });

  it('do not count what is in the trash, and forget what is erased', () => {
    const asset = open.add('a');
    const { id } = collections.create('Best');
    collections.add(id, [asset.id]);
    open.library.remove([asset.id]);
    expect(collections.list()).toMatchObject([{ count: 0 }]);
    open.library.restore([asset.id]);
    expect(inside(id)).toEqual(['a']);
    open.library.remove([asset.id]);
    open.library.erase([asset.id]);
    expect(inside(id)).toEqual([]);
  });

  it('go without their images', () => {
    const asset = open.add('a');
    const { id } = collections.create('Best');
    collections.add(id, [asset.id]);
    collections.remove(id);
    expect(collections.list()).toEqual([]);
    expect(open.names()).toEqual(['a']);
  });

  it('are those of the shown library, and so are their images', () => {
    const mine = open.add('mine');
    const { id } = collections.create('Mine');
    scope = accountIdSchema.parse(randomUUID());
    expect(collections.list()).toEqual([]);
    expect(() => collections.rename(id, 'theirs')).toThrow(AppFailure);
    const other = collections.create('Theirs');
    collections.add(other.id, [mine.id]);
    expect(collections.list()).toMatchObject([{ name: 'Theirs', count: 0 }]);
    expect(() => collections.remove(collectionIdSchema.parse(randomUUID()))).toThrow(AppFailure);
  });
});
