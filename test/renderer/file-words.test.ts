import { expect, it } from 'vitest';
import { noWords } from '../../electron/contract/image-words.ts';
import type { AssetWords } from '../../electron/contract/library.ts';
import { shownTexts, withText } from '../../renderer/library/file-words.ts';

const none: AssetWords = { ...noWords, hidesPlace: false };
const said = { title: 'Harbour', keywords: ['boats', 'sea'], takenAt: '2026-05-04T03:02:00' };

it('shows what the file says until the user says something else', () => {
  expect(shownTexts(none, said)).toMatchObject({ title: 'Harbour', keywords: 'boats, sea' });
  const own = withText(none, said, { name: 'title', text: ' Quay ' });
  expect(own.title).toBe('Quay');
  expect(shownTexts(own, said).title).toBe('Quay');
});

it('takes away what the file says, and gives it back', () => {
  const without = withText(none, said, { name: 'title', text: '' });
  expect(without).toMatchObject({ title: '', removed: ['title'] });
  expect(shownTexts(without, said).title).toBe('');
  expect(withText(without, said, { name: 'title', text: 'Harbour' })).toEqual(none);
});

it('forgets its own words when they are taken away again', () => {
  const own = withText(none, said, { name: 'creator', text: 'Ada' });
  expect(withText(own, said, { name: 'creator', text: '' })).toEqual(none);
});

it('parts keywords, each once, and reads a time without seconds', () => {
  const { keywords } = withText(none, said, { name: 'keywords', text: 'a, b;c,, a ' });
  expect(keywords).toEqual(['a', 'b', 'c']);
  expect(withText(none, said, { name: 'keywords', text: 'boats,sea' })).toEqual(none);
  expect(withText(none, said, { name: 'takenAt', text: '2026-05-04T03:02' })).toEqual(none);
});
