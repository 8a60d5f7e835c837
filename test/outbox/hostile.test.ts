import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Device,
  hashOf,
  account,
  elsewhereOf,
  openDevice,
  wholePage,
} from './support/device.ts';
import { type FakeCloud, createFakeCloud } from './support/fake-cloud.ts';

let cloud: FakeCloud;
let desktop: Device;

beforeEach(async () => {
  cloud = createFakeCloud();
  desktop = await openDevice();
});
afterEach(() => {
  desktop.close();
});

describe('hostile rows', () => {
  const take = (changes: readonly object[]) =>
    desktop.replica.take({
      replaces: false,
      lost: [],
      changes: changes.map((change, index) => ({
        seq: 100 + index,
        kind: 'asset',
        key: randomUUID(),
        deleted: false,
        fields: {},
        ...change,
      })),
      next: { epoch: 'e', seq: 100 + changes.length },
      more: false,
    });

  it('are kept as they came, counted, and never shown', () => {
    desktop.sync(cloud);
    take([
      { fields: { name: 7 } },
      { key: '../../etc/passwd', fields: { name: 'x' } },
      { fields: JSON.parse('{"__proto__": {"polluted": true}, "name": ""}') as object },
      { fields: { name: 'x', source_hash: { a: 1 }, created_at: -1 } },
      { kind: 'job', fields: { status: 'done', operation: 'x'.repeat(100) } },
      { kind: 'usage', fields: { cost_micro_usd: 'free' } },
      { kind: 'hologram', fields: { depth: 3 } },
      { fields: { name: 'fine', tags: ['sea'] } },
    ]);
    expect(elsewhereOf(desktop).assets).toMatchObject([{ name: 'fine', tags: ['sea'] }]);
    expect(desktop.outbox.elsewhere.jobs(account, wholePage).total).toBe(0);
    expect(desktop.outbox.unreadable(account)).toBe(7);
    expect(desktop.store.get("select fields from synced_rows where kind = 'hologram'")).toEqual({
      fields: '{"depth":3}',
    });
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('change no image here', () => {
    const { id } = desktop.drop('harbour');
    desktop.sync(cloud);
    take([{ key: id, fields: { name: { toString: 'x' }, tags: 'all of them' } }]);
    expect(desktop.library.asset(id)).toMatchObject({ name: 'harbour', tags: [] });
  });

  it('with the id of another account’s image make a dropped file an image of its own', () => {
    const local = desktop.drop('mine', 'local');
    desktop.sync(cloud);
    const source_hash = hashOf('dropped');
    take([{ key: local.id, fields: { name: 'x', source_hash } }]);
    const { asset } = desktop.library.addOriginal({
      scope: account,
      name: 'dropped',
      sourceHash: source_hash,
      image: { hash: hashOf('normalised'), facts: local.latest.facts },
    });
    expect(asset.id).not.toBe(local.id);
    expect(asset.name).toBe('dropped');
  });
});
