import type { SyncStatus } from '../../electron/contract/sync.ts';
import type { Texts } from '../i18n/i18n.ts';
import type { Formats } from '../format.ts';

/** What the user can do about the sync as it stands. */
export type SyncAction =
  | 'sync-now'
  | 'sign-in'
  | 'enter-code'
  | 'show-refused'
  | 'show-devices'
  | 'show-plans'
  | 'show-storage';

/** The state in a word or two, for the status line. */
export function syncTitle(status: SyncStatus, t: Texts): string {
  if (status.state === 'offline' && status.waiting > 0)
    return t('sync.state.offlineWaiting', { count: status.waiting });
  return t(`sync.state.${status.state}`);
}

/** The state in sentences: what is going on, what waits, what comes next. */
export function syncSentences(status: SyncStatus, t: Texts, format: Formats): readonly string[] {
  switch (status.state) {
    case 'off':
      return [];
    case 'offline':
      return [
        t(`sync.offline.${status.reason}`),
        waitingSentence(status.waiting, t),
        ...(status.retryAt === null
          ? []
          : [t('sync.retryAt', { time: format.time(status.retryAt) })]),
      ];
    case 'syncing':
      return [
        t('sync.syncing'),
        ...(status.waiting > 0 ? [waitingSentence(status.waiting, t)] : []),
      ];
    case 'up-to-date':
      return [t('sync.upToDate'), t('sync.checkedAt', { date: format.date(status.at) })];
    case 'needs-you': {
      const { reason, refused, waiting, allowedDevices } = status;
      return [
        allowedDevices === undefined
          ? t(`sync.needs.${reason}`, { count: refused })
          : t('sync.allowedDevices', { count: allowedDevices }),
        ...(waiting > 0 ? [waitingSentence(waiting, t)] : []),
      ];
    }
  }
}

export function syncActions(status: SyncStatus): readonly SyncAction[] {
  switch (status.state) {
    case 'off':
    case 'syncing':
      return [];
    case 'offline':
    case 'up-to-date':
      return ['sync-now'];
    case 'needs-you':
      switch (status.reason) {
        case 'refused':
          return ['show-refused', 'sync-now'];
        case 'second-factor':
          return ['enter-code'];
        case 'sign-in':
        case 'signed-out-elsewhere':
          return ['sign-in'];
        case 'too-many-devices':
          return ['show-devices', 'show-plans', 'sync-now'];
        case 'disk-full':
          return ['show-storage', 'sync-now'];
        case 'account-gone':
          return [];
      }
  }
}

function waitingSentence(waiting: number, t: Texts): string {
  return waiting === 0 ? t('sync.nothingWaits') : t('sync.waiting', { count: waiting });
}
