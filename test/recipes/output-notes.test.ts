import { expect, it } from 'vitest';
import { noWords } from '../../electron/contract/image-words.ts';
import { type Worked, outputNotes } from '../../electron/recipes/output-notes.ts';

const nothing: Worked = { known: null, words: undefined, found: [], made: [], edited: false };
const known: NonNullable<Worked['known']> = {
  words: { ...noWords, title: 'Harbour', description: 'Boats', keywords: ['boat'] },
  rating: 4,
  label: 'red',
  hidesPlace: false,
};
const found: Worked['found'] = [
  { operation: 'describe', result: { kind: 'text', text: 'Boats at a quay.' } },
  { operation: 'alt-text', result: { kind: 'text', text: 'Three boats' } },
  { operation: 'ocr', result: { kind: 'text', text: 'NO ENTRY' } },
  { operation: 'tags', result: { kind: 'tags', tags: [{ label: ' quay ', confidence: 1 }] } },
];

it('says nothing where nothing is known', () => {
  expect(outputNotes(nothing)).toEqual({
    words: noWords,
    rating: 0,
    label: null,
    source: null,
    edited: false,
  });
});

it('says what the library knows', () => {
  expect(outputNotes({ ...nothing, known })).toMatchObject({
    words: known.words,
    rating: 4,
    label: 'red',
  });
});

it("puts the recipe's words before the library's, and those before what was found", () => {
  const words = { title: 'Shop', creator: 'Studio', keywords: ['sale', 'boat'], found: true };
  expect(outputNotes({ ...nothing, known, words, found }).words).toEqual({
    ...noWords,
    title: 'Shop',
    description: 'Boats',
    altText: 'Three boats',
    creator: 'Studio',
    keywords: ['sale', 'boat', 'quay'],
  });
});

it('writes what was found only where the recipe says so', () => {
  expect(outputNotes({ ...nothing, found }).words).toEqual(noWords);
});

it.each([
  [[], null],
  [['upscale'], 'algorithmicallyEnhanced'],
  [['upscale', 'edit'], 'compositeWithTrainedAlgorithmicMedia'],
  [['vary', 'upscale'], 'trainedAlgorithmicMedia'],
] as const)('of %j it says %s', (made, source) => {
  expect(outputNotes({ ...nothing, made }).source).toBe(source);
});
