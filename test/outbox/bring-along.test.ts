import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountIdSchema, localScope } from '../../electron/contract/account.ts';
import { libraryQuerySchema } from '../../electron/contract/library.ts';
import { outboxHandlers } from '../../electron/outbox/handlers.ts';
import { AppFailure } from '../../electron/contract/app-error.ts';
import { type Device, account, openDevice, settleAll } from './support/device.ts';
import { createFakeCloud } from './support/fake-cloud.ts';

let device: Device;

beforeEach(async () => {
  device = await openDevice();
});
afterEach(() => device.close());

function workLocally(): void {
  device.show(localScope);
  device.drop('harbour');
  device.drop('boat');
  const job = device.newJob();
  device.list.change(job, { state: { status: 'done' }, endedAt: 5 });
  device.store.run(
    `insert into usage_ledger values ('5f0c1c3e-52bd-4cd5-9d5c-0c5c6f1f7a02', 'local', 'a', ?, 'openai',
       'm', 'edit', 40, 0, null, 1000)`,
    job.id,
  );
  device.show(account);
}

const byAlphabet = (left: string, right: string): number => left.localeCompare(right);
const shown = () =>
  device.library.list(libraryQuerySchema.parse({}), account).assets.map(({ name }) => name);

describe('work made without an account', () => {
  it('comes along in one step, and the cloud hears of all of it', () => {
    workLocally();
    expect(device.outbox.bringAlongOffer(account)).toEqual({ assets: 2, jobs: 1 });
    expect(device.replica.waiting()).toBe(0);
    device.outbox.bringAlong(account, 'bring');
    expect(shown()).toEqual(['boat', 'harbour']);
    expect(device.list.finished(10)).toHaveLength(1);
    expect(device.outbox.bringAlongOffer(account)).toBeNull();
    const cloud = createFakeCloud();
    settleAll(cloud, [device]);
    expect(
      [...cloud.rows().keys()].map((name) => name.split('/')[0] ?? '').sort(byAlphabet),
    ).toEqual(['asset', 'asset', 'job', 'usage']);
    expect([...cloud.rows().values()]).toContainEqual(
      expect.objectContaining({ cost_micro_usd: 40, occurred_at: '1970-01-01T00:00:01.000Z' }),
    );
  });

  it('comes whole or not at all', () => {
    workLocally();
    device.store.run(
      "create trigger full before insert on outbox when new.kind = 'usage' begin select raise(abort, 'no'); end",
    );
    expect(() => device.outbox.bringAlong(account, 'bring')).toThrow();
    expect(device.outbox.bringAlongOffer(account)).toEqual({ assets: 2, jobs: 1 });
    expect(device.replica.waiting()).toBe(0);
  });

  it('stays apart where the user says so, and is offered to another account', () => {
    workLocally();
    device.outbox.bringAlong(account, 'leave');
    expect(device.outbox.bringAlongOffer(account)).toBeNull();
    expect(shown()).toEqual([]);
    const other = accountIdSchema.parse('00000000-0000-4000-8000-000000000001');
    expect(device.outbox.bringAlongOffer(other)).toEqual({ assets: 2, jobs: 1 });
  });

  it('keeps both where the account has the same file', () => {
    device.drop('harbour');
    workLocally();
    device.outbox.bringAlong(account, 'bring');
    expect(shown()).toEqual(['boat', 'harbour', 'harbour']);
    expect(device.drop('harbour').id).toBeDefined();
    expect(shown()).toHaveLength(3);
  });
});

describe('an account that is erased', () => {
  it('leaves nothing but the budgets, and nothing of others goes with it', () => {
    workLocally();
    const mine = device.drop('mine');
    const shared = device.drop('harbour');
    device.newJob();
    const cloud = createFakeCloud();
    settleAll(cloud, [device]);
    device.drop('unsent');
    const files = device.outbox.erase(account);
    expect(files).toContain(mine.latest.blob);
    expect(files).not.toContain(shared.latest.blob);
    expect(shown()).toEqual([]);
    for (const table of ['outbox', 'synced_rows', 'sync_state', 'settings_owner']) {
      expect(device.store.get(`select * from ${table}`)).toBeUndefined();
    }
    expect(device.store.all('select scope from jobs')).toEqual([{ scope: 'local' }]);
    expect(device.library.list(libraryQuerySchema.parse({ text: 'mine' })).total).toBe(0);
    expect(device.library.list(libraryQuerySchema.parse({ text: 'harb' })).total).toBe(1);
    // What was in the cloud is there still, and comes again with the next sign-in.
    settleAll(cloud, [device]);
    expect(
      device.outbox.elsewhere.assets(account, { text: '', offset: 0, limit: 9 }),
    ).toMatchObject({
      total: 2,
      assets: [{ name: 'harbour' }, { name: 'mine' }],
    });
  });
});

describe('what the window asks', () => {
  it('is answered for the account that is shown, and for none without one', () => {
    let scope: typeof account | typeof localScope = localScope;
    let changes = 0;
    const handlers = outboxHandlers({
      outbox: device.outbox,
      scope: () => scope,
      onChanged: () => (changes += 1),
    });
    workLocally();
    expect(handlers['sync.bring-along-offer']()).toBeNull();
    expect(handlers['sync.refused']()).toEqual([]);
    expect(() => handlers['sync.bring-along']('bring')).toThrow(AppFailure);
    scope = account;
    expect(handlers['sync.bring-along-offer']()).toEqual({ assets: 2, jobs: 1 });
    handlers['sync.bring-along']('bring');
    expect(changes).toBe(1);
    const [op] = device.replica.pending(1);
    device.replica.settle({
      epoch: null,
      answers: [{ op_id: op?.op_id ?? '', status: 'rejected', reason: 'too_large' }],
    });
    const [refused] = handlers['sync.refused']();
    expect(refused).toMatchObject({ title: 'harbour', reason: 'too_large' });
    handlers['sync.retry-refused']([refused?.id ?? '']);
    const again = device.replica.pending(10).at(-1);
    expect(again).toMatchObject({ key: op?.key, fields: op?.fields, base_seq: null });
    expect(again?.op_id).not.toBe(op?.op_id);
    expect(again?.n).toBeGreaterThan(op?.n ?? 0);
    expect(changes).toBe(2);
  });
});
