import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jobIdSchema } from '../../electron/contract/ids.ts';
import { type Place, byPlace, pickNext, placesAfterMove } from '../../electron/jobs/queue-order.ts';

const places = fc
  .uniqueArray(fc.uuid({ version: 4 }), { minLength: 2, maxLength: 12 })
  .chain((ids) =>
    fc.tuple(
      ...ids.map((id) =>
        fc.record({
          id: fc.constant(jobIdSchema.parse(id)),
          priority: fc.integer({ min: 4, max: 6 }),
          // Neighbours so close that a middle may not exist.
          position: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constant(1 + Number.EPSILON)),
        }),
      ),
    ),
  );

function order(queue: readonly Place[]): readonly string[] {
  return [...queue].sort(byPlace).map(({ id }) => id);
}

function apply(queue: readonly Place[], changes: readonly Place[]): readonly Place[] {
  return queue.map((place) => changes.find(({ id }) => id === place.id) ?? place);
}

describe('moving a job', () => {
  it('puts it right before the other one and leaves the rest in order', () => {
    fc.assert(
      fc.property(places, fc.nat(), fc.nat(), (queue, from, to) => {
        const moved = queue[from % queue.length];
        const before = queue[to % queue.length];
        if (moved === undefined || before === undefined || moved.id === before.id) return;
        const after = order(apply(queue, placesAfterMove(queue, moved.id, before.id)));
        const rest = order(queue).filter((id) => id !== moved.id);
        const expected = rest.flatMap((id) => (id === before.id ? [moved.id, id] : [id]));
        expect(after).toEqual(expected);
      }),
    );
  });

  it('puts it last', () => {
    fc.assert(
      fc.property(places, fc.nat(), (queue, from) => {
        const moved = queue[from % queue.length];
        if (moved === undefined) return;
        const after = order(apply(queue, placesAfterMove(queue, moved.id, null)));
        expect(after).toEqual([...order(queue).filter((id) => id !== moved.id), moved.id]);
      }),
    );
  });

  it('survives being moved to the same gap for ever', () => {
    let queue: readonly Place[] = Array.from({ length: 3 }, (_, index) => ({
      id: jobIdSchema.parse(`00000000-0000-4000-8000-00000000000${index}`),
      priority: 5,
      position: index + 1,
    }));
    for (let turn = 0; turn < 200; turn += 1) {
      const [, second, third] = [...queue].sort(byPlace);
      if (second === undefined || third === undefined) throw new Error('a place was lost');
      queue = apply(queue, placesAfterMove(queue, third.id, second.id));
      expect(order(queue).slice(1)).toEqual([third.id, second.id]);
    }
  });

  it('changes nothing for an unknown job', () => {
    const [first, second] = fc.sample(places, 1)[0] ?? [];
    if (first === undefined || second === undefined) throw new Error('no sample');
    const unknown = jobIdSchema.parse('00000000-0000-4000-8000-000000000000');
    expect(placesAfterMove([first, second], unknown, first.id)).toEqual([]);
    expect(placesAfterMove([first, second], first.id, unknown)).toEqual([]);
  });
});

describe('picking the next job', () => {
  const job = (lane: 'openai' | 'stability' | null, position: number) => ({
    id: jobIdSchema.parse(`00000000-0000-4000-8000-00000000000${position}`),
    priority: 5,
    position,
    lane: () => lane,
  });
  const limits = { perProvider: 2, total: 8 };

  it.each([
    { name: 'the first', running: new Map(), expected: 1 },
    { name: 'past a busy provider', running: new Map([['openai', 2]] as const), expected: 2 },
    {
      name: 'none at the total bound',
      running: new Map([['on-device', 8]] as const),
      expected: null,
    },
  ])('takes $name', ({ running, expected }) => {
    const queue = [job('openai', 1), job('stability', 2), job(null, 3)];
    expect(pickNext(queue, { ...limits, running })?.job.position ?? null).toBe(expected);
  });
});
