import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Happening, World, failure, happening } from './support/connection-world.ts';

const sequence = fc.array(happening, { maxLength: 60 });
const randoms = fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true }));

function worldAfter(happenings: readonly Happening[], random: Iterator<number>): World {
  const world = new World(() => random.next().value as number);
  world.send({ type: 'went-offline' });
  for (const what of happenings) world.happen(what);
  return world;
}

test('once faults stop, it gets up to date by itself', () => {
  fc.assert(
    fc.property(sequence, randoms, (happenings, random) => {
      const world = worldAfter(happenings, random);
      world.settle();
      const { phase } = world.connection;
      if (phase.name === 'needs-you') {
        // Verdicts stand until the user has done something about them.
        expect(['signed-out-elsewhere', 'account-gone']).toContain(phase.reason);
        world.send({ type: 'asked' });
        world.settle();
      }
      expect(world.connection.phase.name).toBe('idle');
      expect(world.connection.caughtUpAt).not.toBeNull();
      expect(world.waiting).toBe(0);
      expect(world.unheard).toBe(0);
    }),
    { numRuns: 2000 },
  );
});

test('what is hinted or recorded passes without the timer', () => {
  fc.assert(
    fc.property(
      sequence,
      fc.nat(3),
      fc.boolean(),
      randoms,
      (...[before, answers, writes, random]) => {
        const world = worldAfter(before, random);
        world.settle();
        if (world.connection.phase.name !== 'idle') return;
        world.send({ type: 'hinted' });
        for (let count = 0; count < answers; count += 1) world.answer();
        world.happen('news');
        world.send({ type: 'hinted' });
        if (writes) world.happen('change');
        world.finish();
        expect(world.connection.phase.name).toBe('idle');
        expect([world.waiting, world.unheard]).toEqual([0, 0]);
      },
    ),
  );
});

test('it stops from everywhere, and does nothing after that', () => {
  fc.assert(
    fc.property(sequence, sequence, randoms, (before, after, random) => {
      const world = worldAfter(before, random);
      world.send({ type: 'stopped' });
      if (world.out !== undefined) {
        expect(world.wasCut).toBe(true);
        world.answer();
      }
      expect(world.connection.phase.name).toBe('stopped');
      const { requests } = world;
      for (const what of after) world.happen(what);
      expect(world.requests).toBe(requests);
      expect(world.timer).toBeNull();
    }),
  );
});

test('it does not hurry a cloud that fails', () => {
  fc.assert(
    fc.property(failure, fc.integer({ min: 1, max: 40 }), randoms, (what, tries, random) => {
      const world = worldAfter([{ type: 'went-online' }], random);
      let waits = 0;
      for (let count = 0; count < tries; count += 1) {
        if (world.out === undefined) {
          waits += 1;
          if (world.timer === null) break;
          world.send({ type: 'woke' });
        }
        if (world.out?.do === 'renew') world.answer();
        else world.happen(what);
      }
      // Two requests at most for each wait: one with the token as it was, one with a new one.
      expect(world.requests).toBeLessThanOrEqual(2 * (waits + 1) + waits + 1);
    }),
  );
});
