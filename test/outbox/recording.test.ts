import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountIdSchema, localScope } from '../../electron/contract/account.ts';
import { attemptIdSchema, blobHashSchema } from '../../electron/contract/ids.ts';
import { type Device, account, hashOf, openDevice } from './support/device.ts';

let device: Device;

beforeEach(async () => {
  device = await openDevice();
});
afterEach(() => device.close());

const waiting = () => device.replica.pending(100);

describe('what the cloud has to hear', () => {
  it('tells of a new image: what it is called and what it is, never its pixels', () => {
    const asset = device.drop('harbour');
    expect(waiting()).toEqual([
      {
        op_id: expect.any(String),
        n: expect.any(Number),
        kind: 'asset',
        key: asset.id,
        base_seq: null,
        fields: {
          name: 'harbour',
          tags: [],
          source_hash: hashOf('harbour'),
          width: 640,
          height: 480,
          bytes: 1000,
          created_at: asset.createdAt,
        },
      },
    ]);
    expect(device.recorded()).toBe(1);
  });

  it('tells nothing of work without an account', () => {
    device.show(localScope);
    const asset = device.drop('harbour');
    device.library.rename(asset.id, 'port');
    device.newJob();
    expect(waiting()).toEqual([]);
    expect(device.recorded()).toBe(0);
  });

  it('joins changes that were never sent, and leaves alone what was', () => {
    const asset = device.drop('harbour');
    device.library.rename(asset.id, 'port');
    const [first, ...others] = waiting();
    expect(others).toEqual([]);
    expect(first?.fields).toMatchObject({ name: 'port', width: 640 });
    device.library.rename(asset.id, 'quay');
    expect(waiting()).toEqual([
      first,
      expect.objectContaining({ fields: { name: 'quay' }, base_seq: 0 }),
    ]);
  });

  it('says nothing of what never left and is gone again', () => {
    const asset = device.drop('harbour');
    device.library.remove([asset.id]);
    expect(waiting()).toEqual([]);
  });

  it('tells of a removal once the row may be known', () => {
    const asset = device.drop('harbour');
    waiting();
    device.library.remove([asset.id]);
    expect(waiting().at(-1)).toMatchObject({ key: asset.id, deleted: true, base_seq: 0 });
  });

  it('follows a job in the states that matter, and counts how often it began again', () => {
    let job = device.newJob();
    const say = (state: Parameters<typeof device.list.change>[1]['state'] & object) => {
      job = device.list.change(job, { state });
      return waiting().at(-1)?.fields;
    };
    expect(waiting()).toMatchObject([{ kind: 'job', fields: { run: 0, status: 'queued' } }]);
    const count = () => device.replica.waiting();
    const before = count();
    say({ status: 'preparing' });
    expect(count()).toBe(before);
    expect(say({ status: 'running' })).toEqual({ status: 'running' });
    say({ status: 'saving' });
    expect(count()).toBe(before + 1);
    expect(say({ status: 'waiting', for: 'offline', until: null })).toEqual({
      run: 1,
      status: 'waiting',
    });
    expect(say({ status: 'queued' })).toEqual({ status: 'queued' });
    expect(say({ status: 'cancelled' })).toEqual({ status: 'cancelled' });
    expect(say({ status: 'queued' })).toEqual({ run: 2, status: 'queued' });
    expect(say({ status: 'done' })).toEqual({ status: 'done' });
    device.list.removeFinished();
    expect(waiting().at(-1)).toMatchObject({ key: job.id, deleted: true });
  });

  it('cuts a text and a receipt that no operation could hold', () => {
    const job = device.newJob();
    const text = '鳥'.repeat(40_000);
    device.list.change(job, {
      state: { status: 'done' },
      result: { kind: 'text', text },
      receipt: {
        route: { policy: 'cheapest', candidates: [], excluded: [] },
        attempts: Array.from({ length: 2_000 }, (_, index) => ({
          id: attemptIdSchema.parse(job.id),
          provider: 'openai' as const,
          model: `model ${index}`,
          startedAt: 1,
          endedAt: 2,
          waitedMs: 0,
          outcome: 'wait' as const,
          cost: null,
        })),
        provider: 'openai',
        model: 'm',
        simulated: false,
        cache: 'off',
        estimate: { low: 1, high: 2, exact: false, basis: 'b' },
        cost: 77,
        losses: [],
        startedAt: 1,
        endedAt: 2,
      },
    });
    const [op] = waiting();
    expect(Buffer.byteLength(JSON.stringify(op))).toBeLessThan(65_536);
    expect(op?.fields).toMatchObject({ cost_micro_usd: 77, receipt: { cost: 77, attempts: [] } });
    const told = String(op?.fields?.['text']);
    expect(text.startsWith(told.slice(0, -1))).toBe(true);
    expect(told.length).toBeGreaterThan(5_000);
  });

  it('lets no text through that the database of the cloud would choke on', () => {
    const job = device.newJob();
    const result = { kind: 'text', text: 'a\0b\ud800c 🛥' } as const;
    device.list.change(job, { result });
    expect(waiting()[0]?.fields?.['text']).toBe('a\ufffdb\ufffdc 🛥');
    // Nor is it told again for that.
    device.list.change(job, { result });
    expect(device.replica.waiting()).toBe(1);
  });

  it('writes the change and its operation in one transaction: both, or neither', () => {
    expect(() =>
      device.store.transaction(() => {
        device.drop('harbour');
        throw new Error('the power went');
      }),
    ).toThrow();
    expect(device.store.all('select 1 from assets')).toEqual([]);
    expect(waiting()).toEqual([]);
    expect(device.recorded()).toBe(0);

    const asset = device.drop('boat');
    // A disk that takes no row of the outbox takes no change either.
    device.store.run(
      "create trigger full before insert on outbox begin select raise(abort, 'no'); end",
    );
    device.replica.pending(100);
    expect(() => device.library.rename(asset.id, 'ship')).toThrow();
    expect(device.library.asset(asset.id).name).toBe('boat');
  });

  it('counts on from the clock, so that a library begun anew is not taken for a repeat', () => {
    device.drop('harbour');
    expect(waiting()[0]?.n).toBeGreaterThan(1_000);
    device.drop('boat');
    const [first, second] = waiting();
    expect(second?.n).toBe((first?.n ?? 0) + 1);
  });

  it('keeps one outbox an account', () => {
    const other = accountIdSchema.parse('00000000-0000-4000-8000-000000000001');
    device.drop('harbour');
    device.drop('harbour', other);
    expect(device.outbox.replica(other).waiting()).toBe(1);
    expect(device.outbox.replica(account).waiting()).toBe(1);
    expect(blobHashSchema.safeParse(waiting()[0]?.fields?.['source_hash']).success).toBe(true);
  });
});
