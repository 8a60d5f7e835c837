import { array, assert, boolean, constant, integer, oneof, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseAssignment } from '../../electron/images/pool/choose-assignment.ts';

const tasks = array(record({ urgent: boolean(), slow: boolean() }), { maxLength: 6 }).map((list) =>
  list.map((task, id) => ({ ...task, id })),
);
const pools = integer({ min: 1, max: 5 }).chain((size) =>
  record({
    size: constant(size),
    workers: array(
      record({ task: oneof(constant(null), record({ slow: boolean() })), warm: boolean() }),
      { maxLength: size },
    ),
  }),
);

describe('what starts next, and where', () => {
  it('never gives a busy worker a second task, nor starts more workers than the size', () => {
    assert(
      property(tasks, pools, (waiting, pool) => {
        const next = chooseAssignment(waiting, pool);
        if (next?.worker === null) expect(pool.workers.length).toBeLessThan(pool.size);
        else expect(next?.worker.task ?? null).toBeNull();
      }),
    );
  });

  it('leaves a worker to quick tasks, however many slow ones wait', () => {
    assert(
      property(tasks, pools, (waiting, pool) => {
        const next = chooseAssignment(waiting, pool);
        const slow = pool.workers.filter(({ task }) => task?.slow === true).length;
        if (next?.task.slow === true && pool.size > 1) expect(slow + 1).toBeLessThan(pool.size);
      }),
    );
  });

  it('never lets a quick task wait while there is room for it', () => {
    assert(
      property(tasks, pools, (waiting, pool) => {
        const isFree =
          pool.workers.some(({ task }) => task === null) || pool.workers.length < pool.size;
        const hasQuick = waiting.some(({ slow }) => !slow);
        if (isFree && hasQuick) expect(chooseAssignment(waiting, pool)).not.toBeNull();
      }),
    );
  });

  it('prefers urgent tasks, then older ones', () => {
    assert(
      property(tasks, (waiting) => {
        const next = chooseAssignment(waiting, { workers: [], size: 8 });
        const urgent = waiting.filter((task) => task.urgent);
        const first = (urgent.length > 0 ? urgent : waiting)[0];
        expect(next?.task).toEqual(first);
      }),
    );
  });

  it('sends models where models are, and previews where they are not', () => {
    const workers = [
      { task: null, warm: true },
      { task: null, warm: false },
    ];
    const model = { id: 0, urgent: false, slow: true };
    const preview = { id: 0, urgent: false, slow: false };
    expect(chooseAssignment([model], { workers, size: 3 })?.worker?.warm).toBe(true);
    expect(chooseAssignment([preview], { workers, size: 3 })?.worker?.warm).toBe(false);
  });
});
