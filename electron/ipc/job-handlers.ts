import type { Engine } from '../engine.ts';
import type { Handlers } from './handle.ts';

type JobChannel = Extract<keyof Handlers, `jobs.${string}` | `route.${string}`>;

export function jobHandlers({ jobs, previewRoute }: Engine): Pick<Handlers, JobChannel> {
  return {
    'route.preview': (request) => previewRoute(request),
    'jobs.submit': async (requests) => [...(await jobs.submit(requests))],
    'jobs.list': () => [...jobs.list()],
    'jobs.cancel': (ids) => jobs.cancel(ids),
    'jobs.pause': (ids) => jobs.pause(ids),
    'jobs.resume': (ids) => jobs.resume(ids),
    'jobs.retry': (ids) => jobs.retry(ids),
    'jobs.move': ({ jobId, before }) => jobs.move(jobId, before),
    'jobs.decide': ({ jobId, decision }) => jobs.decide(jobId, decision),
    'jobs.clear-finished': () => jobs.clearFinished(),
  };
}
