import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Step, common, endOf, rare, restores, told } from './support/story.ts';

/** How many are told of each kind of server. */
const stories = Number(process.env['STORIES'] ?? 40);

const storyOf = (befalls: readonly Step['what'][]): fc.Arbitrary<readonly Step[]> =>
  fc.array(
    fc.record({
      who: fc.nat({ max: 2 }),
      what: fc.constantFrom(...common, ...common, ...befalls),
      which: fc.nat({ max: 2 }),
      size: fc.integer({ min: 1, max: 4 }),
    }),
    { minLength: 5, maxLength: 60, size: 'max' },
  );

it.each([
  { of: 'a server that forgets nothing', befalls: rare },
  { of: 'a server that was restored', befalls: [...rare, ...restores] },
])(
  'devices of $of agree once it is quiet, whatever happened',
  async ({ befalls }) => {
    await fc.assert(
      fc.asyncProperty(storyOf(befalls), async (story) => {
        expect(await endOf(story)).toEqual([]);
      }),
      { numRuns: stories },
    );
  },
  stories * 3_000,
);

/** Stories that ended apart once, and what restores are about. */
it.each([
  {
    of: 'a tag that the server took and lost before its epoch was heard in a pull',
    story: told(
      '2 drop',
      '2 push',
      '2 tag 0 1',
      '0 back-up',
      '2 push',
      '0 drop 1',
      '0 restore',
      '2 rename 0 1',
    ),
  },
  {
    of: 'an account that begins anew, since its backup is of before its first moments',
    story: told(
      '0 drop',
      '0 back-up',
      '0 push',
      '0 restore',
      '0 job',
      '0 job',
      '0 tag',
      '0 drop 1',
      '0 drop 2',
      '0 push-unheard 0 2',
      '0 pull',
    ),
  },
  {
    of: 'names that nobody reverts, of one that was renamed before anything was sent',
    story: told(
      '1 drop',
      '1 push',
      '0 pull',
      '0 drop',
      '0 rename 0 1',
      '0 drop',
      '0 drop 1',
      '0 drop 2',
    ),
  },
  {
    of: 'a name that was heard and lost, where an older one is told first',
    story: told(
      '0 drop',
      '0 sync',
      '0 back-up',
      '0 rename 0 1',
      '0 sync',
      '1 sync',
      '0 rename 0 2',
      '0 sync',
      '0 restore',
      '1 sync',
      '0 sync',
    ),
  },
  {
    of: 'a change whose push meets the restored server before any pull',
    story: told(
      '0 drop',
      '0 sync',
      '0 back-up',
      '0 drop 1',
      '0 sync',
      '0 rename 0 1',
      '0 restore',
      '0 push',
      '0 push',
    ),
  },
  {
    of: 'a name that was heard and lost, also where an older one is told last',
    story: told(
      '0 drop',
      '0 sync',
      '0 back-up',
      '0 rename 0 1',
      '0 sync',
      '1 sync',
      '0 rename 0 2',
      '0 sync',
      '0 restore',
    ),
  },
  {
    of: 'a deletion that was heard and lost, of a row that another device tells again',
    story: told('0 back-up', '0 drop', '0 sync', '1 sync', '0 remove', '0 sync', '0 restore'),
  },
  {
    of: 'an image that was removed and brought back elsewhere, after a word over its deletion',
    story: told(
      '2 drop',
      '2 sync',
      '0 restart-pull',
      '2 remove',
      '2 push',
      '2 drop',
      '0 drop',
      '0 tag 0 1',
    ),
  },
  {
    of: 'an image that was removed and brought back elsewhere, and renamed then',
    story: told(
      '2 drop',
      '2 sync',
      '0 sync',
      '0 drop',
      '2 remove',
      '2 sync',
      '0 sync',
      '2 drop',
      '2 rename 0 1',
      '0 tag 0 1',
    ),
  },
  {
    of: 'a name that another device changed, heard page by page over a word that was taken long ago',
    story: told(
      '2 drop 2',
      '2 push-unheard',
      '1 sync',
      '1 drop 2',
      '1 rename 0 1',
      '0 drop',
      '0 push',
      '1 push-unheard',
      '2 sync',
    ),
  },
])('$of', async ({ story }) => {
  expect(await endOf(story)).toEqual([]);
});
