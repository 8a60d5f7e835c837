import { randomUUID } from 'node:crypto';
import type { SupabaseClient } from '@supabase/supabase-js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { accountIdSchema } from '../../electron/contract/account.ts';
import { createCloudClient } from '../../electron/cloud/sync/cloud-client.ts';
import { type Hints, createHints } from '../../electron/cloud/sync/hints.ts';
import { accessOf, newPerson, quickTimers, signIn } from './support/devices.ts';
import { patience, setScene } from './support/scene.ts';

const scene = setScene();

let hints: Hints | undefined;
afterEach(() => hints?.leave());

async function listen() {
  const mine = await signIn(scene.cloud, scene.person);
  let { accessToken } = accessOf(mine);
  let heard = 0;
  let supabase: SupabaseClient | undefined;
  const connect = () => {
    const client = createCloudClient({
      url: scene.network.url,
      key: scene.cloud.status.ANON_KEY,
      fetch,
      random: Math.random,
      accessToken: () => accessToken(),
    });
    return (supabase = client.supabase);
  };
  const listening = createHints({
    connect,
    account: accountIdSchema.parse(scene.person.id),
    device: randomUUID(),
    timers: quickTimers(10),
    random: Math.random,
    onRevoked: () => undefined,
    onEntitlement: () => undefined,
  });
  const begin = () => listening.listen(() => (heard += 1));
  hints = listening;
  begin();
  await expect.poll(() => heard, patience).toBe(1);
  return {
    begin,
    heard: () => heard,
    push: async () => {
      const op = { op_id: randomUUID(), n: Date.now(), kind: 'recipe', key: 'r', fields: {} };
      const { error } = await mine.rpc('sync_push', { device: randomUUID(), ops: [op] });
      expect(error).toBeNull();
    },
    /** Shows the cloud this token for the channel, as a renewal does, and then the right one. */
    async showTokenOf(client: Awaited<ReturnType<typeof signIn>>): Promise<void> {
      const right = accessToken;
      accessToken = accessOf(client).accessToken;
      await supabase?.realtime.setAuth();
      accessToken = right;
    },
  };
}

describe('hints', () => {
  it('come from another device', async () => {
    const { heard, push } = await listen();
    await push();
    await expect.poll(heard, patience).toBe(2);
  });

  it('come where the runtime has no WebSocket of its own', async () => {
    vi.stubGlobal('WebSocket', undefined);
    const { heard, push } = await listen();
    vi.unstubAllGlobals();
    await push();
    await expect.poll(heard, patience).toBe(2);
  });

  it('come again after the cloud has closed the channel', async () => {
    const { heard, push, showTokenOf } = await listen();
    await showTokenOf(await signIn(scene.cloud, await newPerson(scene.cloud)));
    // Having joined once more is the second hint.
    await expect.poll(heard, patience).toBe(2);
    await push();
    await expect.poll(heard, patience).toBe(3);
  });

  it('end where nobody listens any more, and begin again', async () => {
    const { begin, heard, push } = await listen();
    await hints?.leave();
    await push();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(heard()).toBe(1);
    begin();
    begin();
    await expect.poll(heard, patience).toBe(2);
    await push();
    await expect.poll(heard, patience).toBe(3);
  });

  it('may be left before they have begun', async () => {
    const { begin, heard, push } = await listen();
    for (let count = 0; count < 5; count += 1) {
      void hints?.leave();
      begin();
    }
    await expect.poll(heard, patience).toBe(2);
    await push();
    await expect.poll(heard, patience).toBe(3);
  });
});
