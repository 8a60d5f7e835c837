import type { AppEvent } from '../../../electron/contract/events.ts';
import type { BringAlong, SyncStatus, syncChannels } from '../../../electron/contract/sync.ts';
import type { Handlers } from './bridge.ts';
import { elsewhereAssets, elsewhereJobs, recordedRefusals, upToDate } from './cloud-data.ts';

type SyncHandlers = Pick<Handlers, keyof typeof syncChannels>;

interface RecordedSync {
  readonly status: SyncStatus;
  readonly offer: BringAlong | null;
  readonly nothingElsewhere: boolean;
}

/** The sync as the main process would tell it, standing still until it is asked. */
export function recordedSync(
  { status, offer, nothingElsewhere }: RecordedSync,
  emit: (event: AppEvent) => void,
): SyncHandlers {
  let offered = offer;
  let refused = status.state === 'needs-you' && status.refused > 0 ? recordedRefusals : [];
  const assets = nothingElsewhere ? [] : elsewhereAssets;
  const jobs = nothingElsewhere ? [] : elsewhereJobs;
  const letGo = (ids: readonly string[]): void => {
    refused = refused.filter(({ id }) => !ids.includes(id));
    emit({
      type: 'sync-changed',
      status: refused.length === 0 ? upToDate : { ...needsYou, refused: refused.length },
    });
  };
  return {
    'sync.status': () => status,
    'sync.now': () => {
      emit({ type: 'sync-changed', status: upToDate });
    },
    'sync.refused': () => refused,
    'sync.retry-refused': letGo,
    'sync.discard-refused': letGo,
    'sync.elsewhere-assets': ({ text, offset, limit }) => {
      const found = assets.filter(({ name, tags }) =>
        [name, ...tags].join(' ').toLowerCase().includes(text.toLowerCase()),
      );
      return { total: found.length, assets: found.slice(offset, offset + limit) };
    },
    'sync.elsewhere-jobs': ({ text, offset, limit }) => {
      const found = jobs.filter((job) =>
        `${job.title} ${job.text ?? ''}`.toLowerCase().includes(text.toLowerCase()),
      );
      return { total: found.length, jobs: found.slice(offset, offset + limit) };
    },
    'sync.bring-along-offer': () => offered,
    'sync.bring-along': () => {
      offered = null;
    },
  };
}

const needsYou = { state: 'needs-you', waiting: 0, reason: 'refused', refused: 3 } as const;
