import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sortByName } from '../../electron/ingest/sort-by-name.ts';

const named = (names: readonly string[]) => names.map((name) => ({ name }));

it('counts as people do', async () => {
  const sorted = await sortByName(named(['photo-10', 'Photo-2', 'Äpfel', 'photo-1', 'apple']));
  expect(sorted.map(({ name }) => name)).toEqual([
    'Äpfel',
    'apple',
    'photo-1',
    'Photo-2',
    'photo-10',
  ]);
});

it('sorts as the system would at one stretch, and lets others work meanwhile', async () => {
  const anything = fc.array(fc.string({ maxLength: 3 }), { minLength: 900, maxLength: 2600 });
  await fc.assert(
    fc.asyncProperty(anything, async (names) => {
      const sorting = sortByName(named(names));
      let isSorted = false;
      const others = new Promise<boolean>((resolve) => setImmediate(() => resolve(isSorted)));
      const sorted = await sorting;
      isSorted = true;
      const { compare } = new Intl.Collator('en', { numeric: true });
      expect(sorted).toEqual(named(names.toSorted(compare)));
      expect(await others).toBe(false);
    }),
    { numRuns: 10 },
  );
});
