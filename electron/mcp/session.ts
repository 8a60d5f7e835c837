import type { AppEvent } from '../contract/events.ts';
import type { JobId } from '../contract/ids.ts';
import type { Engine } from '../engine.ts';
import type { AllowedFolders } from './allowed-folders.ts';
import type { SessionMoney } from './session-money.ts';

/** What all calls of one client share. */
export interface Session {
  readonly engine: Engine;
  readonly folders: AllowedFolders;
  readonly money: SessionMoney;
  readonly jobs: JobWatch;
}

/** What is heard of jobs while they run. */
export interface JobWatch {
  tell(event: AppEvent): void;
  /** Calls back at each step of a job, until it is called off. */
  onProgress(listener: (progress: JobProgress) => void): () => void;
  /** Whether something of it has left for a provider. */
  wasSent(id: JobId): boolean;
  forget(id: JobId): void;
}

export type JobProgress = Extract<AppEvent, { type: 'job-progress' }>;

export function createJobWatch(): JobWatch {
  const listeners = new Set<(progress: JobProgress) => void>();
  const sent = new Set<JobId>();
  return {
    tell: (event) => {
      if (event.type === 'job-progress') for (const listener of listeners) listener(event);
      if (event.type === 'job-changed' && event.job.state.status === 'running')
        sent.add(event.job.id);
    },
    onProgress: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    wasSent: (id) => sent.has(id),
    forget: (id) => void sent.delete(id),
  };
}
