import { create } from 'zustand';
import type { AppEvent } from '../../electron/contract/events.ts';
import type { BringAlong, RefusedChange, SyncStatus } from '../../electron/contract/sync.ts';
import { call } from '../bridge.ts';
import { shownLibrary } from '../stores/shown-library.ts';

interface Sync {
  readonly status: SyncStatus;
  /** Work made without an account that could come along; null: nothing to decide. */
  readonly offer: BringAlong | null;
}

export const useSync = create<Sync>(() => ({ status: { state: 'off' }, offer: null }));

export async function loadSync(): Promise<void> {
  const asked = shownLibrary();
  const [status, offer] = await Promise.all([
    call('sync.status', undefined),
    call('sync.bring-along-offer', undefined),
  ]);
  if (asked === shownLibrary()) useSync.setState({ status, offer });
}

export function receiveSyncEvent(event: AppEvent): void {
  if (event.type === 'sync-changed') useSync.setState({ status: event.status });
  if (event.type === 'bring-along-offered') useSync.setState({ offer: event.offer });
}

export async function syncNow(): Promise<void> {
  await call('sync.now', undefined);
}

/** Without an answer the question comes back at the next start. */
export function postponeOffer(): void {
  useSync.setState({ offer: null });
}

export async function answerOffer(answer: 'bring' | 'leave'): Promise<void> {
  useSync.setState({ offer: null });
  await call('sync.bring-along', answer);
}

type Ids = readonly RefusedChange['id'][];

export async function retryRefused(ids: Ids): Promise<void> {
  await call('sync.retry-refused', [...ids]);
}

export async function discardRefused(ids: Ids): Promise<void> {
  await call('sync.discard-refused', [...ids]);
}
