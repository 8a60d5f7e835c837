import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { AccountState } from '../../electron/contract/account.ts';
import type { AppEvent } from '../../electron/contract/events.ts';
import type { Asset } from '../../electron/contract/library.ts';
import { ada, studioAccount } from './recorded/cloud-data.ts';
import { asset } from './recorded/data.ts';

interface Asked {
  readonly channel: string;
  readonly answer: (value: unknown) => void;
}

const asked: Asked[] = [];
let tell: (event: AppEvent) => void = () => undefined;

vi.stubGlobal('window', {
  emulsion: {
    invoke: async (channel: string) =>
      await new Promise((resolve) => {
        asked.push({
          channel,
          answer: (value) => {
            resolve({ ok: true, value });
          },
        });
      }),
    onEvent: (listener: typeof tell) => {
      tell = listener;
      return () => undefined;
    },
  },
  matchMedia: () => ({ matches: false }),
});

const { followEvents } = await import('../../renderer/events.ts');
const { loadAccount } = await import('../../renderer/account/account-store.ts');
const { loadAssets, useAssets } = await import('../../renderer/stores/assets.ts');
const { loadJobs, useJobs } = await import('../../renderer/stores/jobs.ts');
const { useStudio } = await import('../../renderer/studio/store.ts');
const { useSync } = await import('../../renderer/sync/sync-store.ts');

const state: AccountState = {
  cloud: true,
  active: ada.id,
  accounts: [ada, studioAccount],
  identityProviders: [],
  sessionsPersist: true,
  inBrowser: null,
};
const hers = asset(1, 'hers.jpg');
const theirs = asset(2, 'theirs.jpg');

async function answer(channel: string, value: unknown): Promise<void> {
  const at = asked.findIndex((one) => one.channel === channel);
  asked.splice(at, 1)[0]?.answer(value);
  await Promise.resolve();
  await new Promise((resolve) => {
    setTimeout(resolve);
  });
}

const page = (...assets: Asset[]) => ({ total: assets.length, assets });
const names = (): readonly string[] =>
  Object.values(useAssets.getState().byId).map(({ name }) => name);

describe('a change of account', () => {
  beforeEach(async () => {
    asked.length = 0;
    followEvents();
    void loadAccount();
    await answer('account.state', state);
    void loadAssets();
    await answer('library.list', page(hers));
    void loadJobs();
    await answer('jobs.list', []);
    useStudio.setState({ options: { edit: { prompt: 'her words' } } });
    useSync.setState({ status: { state: 'up-to-date', at: 1 } });
  });

  it('takes the pictures of the one before away before anything is asked', () => {
    expect(names()).toEqual(['hers.jpg']);
    tell({ type: 'account-changed', state: { ...state, active: studioAccount.id } });
    expect(names()).toEqual([]);
    expect(useAssets.getState().loaded).toBe(false);
    expect(useAssets.getState().selection.focus).toBeNull();
    expect(useStudio.getState().options).toEqual({});
  });

  it('shows the other library once it has been read', async () => {
    tell({ type: 'account-changed', state: { ...state, active: studioAccount.id } });
    await answer('library.list', page(theirs));
    await answer('jobs.list', []);
    expect(names()).toEqual(['theirs.jpg']);
    expect(useJobs.getState().byId).toEqual({});
  });

  it('throws away an answer that was asked for under the one before', async () => {
    void loadAssets();
    tell({ type: 'account-changed', state: { ...state, active: studioAccount.id } });
    await answer('library.list', page(hers));
    expect(names()).toEqual([]);
    await answer('library.list', page(theirs));
    expect(names()).toEqual(['theirs.jpg']);
  });

  it('reads nothing anew where only a name has changed', () => {
    asked.length = 0;
    tell({
      type: 'account-changed',
      state: { ...state, accounts: [{ ...ada, displayName: 'Ada M.' }, studioAccount] },
    });
    expect(names()).toEqual(['hers.jpg']);
    expect(asked).toEqual([]);
  });
});
