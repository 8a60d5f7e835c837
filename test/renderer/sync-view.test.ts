import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SyncStatus } from '../../electron/contract/sync.ts';
import { formatsFor } from '../../renderer/format.ts';
import { type Texts, startTexts } from '../../renderer/i18n/i18n.ts';
import { syncActions, syncSentences, syncTitle } from '../../renderer/sync/sync-view.ts';

const t: Texts = (key, values = {}) => i18next.t(key, values);
const format = formatsFor('en');

const needsYou = (reason: Extract<SyncStatus, { state: 'needs-you' }>['reason']): SyncStatus => ({
  state: 'needs-you',
  waiting: 0,
  reason,
  refused: 0,
});

describe('the sync in words', () => {
  beforeAll(async () => {
    startTexts();
    await i18next.changeLanguage('en');
  });

  it('says how much waits while it is offline', () => {
    const status: SyncStatus = {
      state: 'offline',
      waiting: 3,
      retryAt: null,
      reason: 'no-network',
    };
    expect(syncTitle(status, t)).toBe('Offline · 3 waiting');
    expect(syncTitle({ ...status, waiting: 0 }, t)).toBe('Offline');
    expect(syncSentences(status, t, format)).toContain(
      '3 changes wait on this device. They are safe here.',
    );
    expect(syncSentences(status, t, format)).toHaveLength(2);
    expect(syncSentences({ ...status, retryAt: 0 }, t, format)).toHaveLength(3);
  });

  it('counts what was refused', () => {
    const one: SyncStatus = { state: 'needs-you', waiting: 0, reason: 'refused', refused: 1 };
    expect(syncSentences(one, t, format)[0]).toContain('1 change for good');
  });

  it('says how many devices the plan has room for', () => {
    const full = { ...needsYou('too-many-devices'), allowedDevices: 2 } as const;
    expect(syncSentences(full, t, format)[0]).toContain('room for 2 devices');
    expect(syncSentences(needsYou('too-many-devices'), t, format)[0]).toContain('as many devices');
  });

  it.each([
    [{ state: 'off' }, []],
    [{ state: 'syncing', waiting: 1 }, []],
    [{ state: 'up-to-date', at: 0 }, ['sync-now']],
    [needsYou('refused'), ['show-refused', 'sync-now']],
    [needsYou('sign-in'), ['sign-in']],
    [needsYou('signed-out-elsewhere'), ['sign-in']],
    [needsYou('second-factor'), ['enter-code']],
    [needsYou('account-gone'), []],
    [needsYou('too-many-devices'), ['show-devices', 'show-plans', 'sync-now']],
    [needsYou('disk-full'), ['show-storage', 'sync-now']],
  ] as const satisfies readonly (readonly [SyncStatus, readonly string[]])[])(
    'offers what helps: %j → %j',
    (status, actions) => {
      expect(syncActions(status)).toEqual(actions);
    },
  );
});
