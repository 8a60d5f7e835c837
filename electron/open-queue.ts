import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { AppEvent } from './contract/events.ts';
import { type AttemptId, type JobId, attemptIdSchema } from './contract/ids.ts';
import type { Job } from './contract/jobs.ts';
import type { ProviderId } from './contract/providers.ts';
import type { Configuration } from './contract/remote-config.ts';
import { resolveSettings } from './contract/resolved-settings.ts';
import type { ImageService } from './images/image-service.ts';
import type { SqliteAccountStore } from './jobs/account-store.ts';
import type { SqliteLatencyStore } from './jobs/latency-store.ts';
import { inputVersions, toRouteRequest } from './jobs/load-request.ts';
import { type Queue, createQueue } from './jobs/queue.ts';
import type { SqliteResultCache } from './jobs/result-cache.ts';
import { runEvents } from './jobs/run-events.ts';
import type { Blobs } from './library/blobs.ts';
import { requireFreeSpace } from './library/free-space.ts';
import type { Previews } from './library/previews.ts';
import type { Store } from './library/store.ts';
import type { Data } from './open-data.ts';
import type { Clock, ConnectedProvider, RouterEvent } from './router/ports.ts';
import { type Router, createRouter } from './router/run-route.ts';
import type { SettingsStore } from './settings/settings-store.ts';

export interface QueueParts extends Pick<
  Data,
  'jobs' | 'list' | 'library' | 'journal' | 'budget' | 'isShown'
> {
  readonly dataFolder: string;
  readonly providers: () => readonly ConnectedProvider[];
  readonly configuration: () => Configuration;
  readonly images: ImageService;
  readonly settings: SettingsStore;
  readonly clock: Clock;
  readonly online: () => boolean;
  readonly monitor?: (event: RouterEvent) => void;
  readonly store: Store;
  readonly blobs: Blobs;
  readonly previews: Previews;
  readonly accounts: SqliteAccountStore;
  readonly latencies: SqliteLatencyStore;
  readonly cache: SqliteResultCache;
  readonly now: () => number;
  readonly emit: (event: AppEvent) => void;
}

/** Whether a provider can fetch the result of a job that it had accepted before a crash. */
export function resumes(providers: QueueParts['providers']): (id: ProviderId) => boolean {
  return (id) =>
    providers().some(({ provider }) => provider.id === id && provider.resume !== undefined);
}

/** Jobs, and the router that they ask. */
export function openQueue(parts: QueueParts): { readonly router: Router; readonly queue: Queue } {
  const { store, library, blobs, list, jobs, journal, budget, now, online, clock } = parts;
  const { settings, configuration, cache, latencies } = parts;
  const attemptFolders = new Map<AttemptId, JobId>();
  const router = createRouter({
    clock,
    random: Math.random,
    newAttemptId: () => attemptIdSchema.parse(randomUUID()),
    providers: parts.providers,
    settings: () => resolveSettings(settings.get(), configuration()),
    prices: () => configuration().prices,
    online,
    images: parts.images,
    transaction: (work) => store.transaction(work),
    temporaryFolder: ({ jobId, attemptId }) => {
      attemptFolders.set(attemptId, jobId);
      return blobs.temporaryFolder(jobId, attemptId);
    },
    journal,
    budget,
    accounts: parts.accounts,
    cache,
    latencies,
    monitor: parts.monitor ?? (() => undefined),
  });

  const routeRequests = new WeakMap<Job, ReturnType<typeof toRouteRequest>>();
  function laneOf(job: Job): ProviderId | null {
    try {
      const request =
        routeRequests.get(job) ??
        toRouteRequest(job.request, inputVersions(library, job.request), jobs.consents(job.id));
      routeRequests.set(job, request);
      return router.preview(request).candidates[0]?.provider ?? null;
    } catch {
      return null;
    }
  }

  const queue = createQueue({
    clock,
    perProvider: () => Math.min(settings.get().concurrency, configuration().limits.concurrency),
    laneOf,
    onIdle: () => {
      const unsaved = jobs.unsaved();
      for (const [attemptId, jobId] of attemptFolders) {
        if (!unsaved.has(jobId)) void blobs.removeTemporary(path.join(jobId, attemptId));
      }
      attemptFolders.clear();
      cache.flush();
      latencies.flush();
    },
    parts: {
      store,
      library,
      blobs,
      list,
      jobs,
      journal,
      budget,
      now,
      router,
      online,
      requireFreeSpace: () => requireFreeSpace(parts.dataFolder),
      callbacks: (id, onSending) =>
        runEvents({
          id,
          previews: parts.previews,
          emit: (event) => {
            if (parts.isShown(id)) store.afterCommit(() => parts.emit(event));
          },
          onSending,
        }),
    },
  });
  return { router, queue };
}
