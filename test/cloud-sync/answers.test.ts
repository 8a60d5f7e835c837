import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { becomes, patience, setScene, titled, titlesOf, upToDate } from './support/scene.ts';

const scene = setScene();

describe('what the cloud says', () => {
  it('refuses one poisoned change and takes those around it', async () => {
    const device = await scene.open();
    await upToDate(device);
    const poison = device.replica.record(titled('poison', 'a\u0000b'));
    for (let index = 0; index < 30; index += 1) device.write(titled(`r${index}`, 'a'));
    const late = device.replica.record(titled('late', '\ud800'));
    for (let index = 30; index < 50; index += 1) device.write(titled(`r${index}`, 'a'));
    const large = device.replica.record(titled('large', 'x'.repeat(70_000)));
    device.sync.recorded();
    await becomes(device, { state: 'needs-you', reason: 'refused', refused: 3, waiting: 0 });
    expect(Object.fromEntries(device.replica.refusals)).toEqual({
      [poison.op_id]: 'invalid',
      [late.op_id]: 'invalid',
      [large.op_id]: 'too_large',
    });
    expect(Object.keys(await titlesOf(scene.cloud, scene.person))).toHaveLength(50);
  });

  it('is kept where it is of a newer version', async () => {
    const device = await scene.open();
    await upToDate(device);
    const later = { seq: 9, kind: 'mood-board', key: 'm', deleted: false, fields: { pins: [1] } };
    const rewrite = (answer: unknown) => {
      const page = answer as { changes: { fields: object }[]; next: object };
      const changes = page.changes.map((change) => ({
        ...change,
        shade: 'new',
        fields: { ...change.fields, sparkle: true },
      }));
      return { ...page, changes: [...changes, later], shape: 2 };
    };
    scene.network.fail({ on: 'pull', fault: { kind: 'answer-rewritten', rewrite }, times: 20 });
    device.write(titled('r', 'a'));
    await expect
      .poll(() => device.replica.shown(), patience)
      .toEqual({
        'recipe/r': { title: 'a', sparkle: true },
        'mood-board/m': { pins: [1] },
      });
  });

  it('may refuse for a reason that is not known here', async () => {
    const device = await scene.open();
    await upToDate(device);
    const operation = device.replica.record(titled('r', 'a'));
    const rewrite = () => ({
      epoch: randomUUID(),
      answers: [{ op_id: operation.op_id, status: 'rejected', reason: 'out-of-fashion' }],
    });
    scene.network.fail({ on: 'push', fault: { kind: 'answer-rewritten', rewrite } });
    device.sync.recorded();
    await becomes(device, { state: 'needs-you', reason: 'refused', refused: 1 });
    expect(device.replica.refusals.get(operation.op_id)).toBe('invalid');
  });

  it.each([
    ['of fewer operations', () => ({ epoch: randomUUID(), answers: [] })],
    [
      'of another operation',
      () => ({
        epoch: randomUUID(),
        answers: [{ op_id: randomUUID(), status: 'ok', seq: 1 }],
      }),
    ],
    ['of no epoch', (answer: unknown) => ({ ...(answer as object), epoch: undefined })],
    ['of no shape at all', () => null],
  ])('counts for nothing where it is an answer %s', async (_name, rewrite) => {
    const device = await scene.open();
    await upToDate(device);
    scene.network.fail({ on: 'push', fault: { kind: 'answer-rewritten', rewrite } });
    device.write(titled('r', 'a'));
    await upToDate(device);
    expect(scene.network.seen('push')).toBe(2);
    expect([...device.replica.acknowledged.values()]).toEqual([1]);
    expect(await titlesOf(scene.cloud, scene.person)).toEqual({ r: 'a' });
  });

  it('is heard anew after a restore', async () => {
    const [one, other] = [await scene.open(), await scene.open()];
    one.write(titled('r', 'a'));
    await expect.poll(() => other.replica.shown(), patience).toHaveProperty('recipe/r');
    await scene.cloud.sql`delete from public.recipes where user_id = ${scene.person.id}`;
    await scene.cloud
      .sql`update public.sync_head set epoch = gen_random_uuid() where user_id = ${scene.person.id}`;
    one.write(titled('s', 'b'));
    await expect
      .poll(() => [one.replica.shown(), other.replica.shown()], patience)
      .toEqual([{ 'recipe/s': { title: 'b' } }, { 'recipe/s': { title: 'b' } }]);
  });

  it('is believed by a device that missed the deletion and its tombstone', async () => {
    const [one, other] = [await scene.open(), await scene.open()];
    one.write(titled('r', 'a'));
    await expect.poll(() => other.replica.shown(), patience).toHaveProperty('recipe/r');
    other.sync.wentOffline();
    one.write({ kind: 'recipe', key: 'r', deleted: true });
    one.write(titled('s', 'b'));
    await upToDate(one);
    await scene.cloud.sql`select private.sync_prune('0 seconds')`;
    const late = other.replica.record(titled('r', 'written without a network'));
    other.sync.wentOnline();
    await becomes(other, { state: 'needs-you', reason: 'refused', refused: 1 });
    expect(other.replica.refusals.get(late.op_id)).toBe('gone');
    expect(other.replica.shown()).toEqual({ 'recipe/s': { title: 'b' } });
  });
});
