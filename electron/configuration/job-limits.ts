import type { JobRequest } from '../contract/jobs.ts';
import type { Configuration } from '../contract/remote-config.ts';

/** A request that may cost no more than the configuration allows for one job. Pure. */
export function withinLimits(request: JobRequest, { limits }: Configuration): JobRequest {
  if (limits.maxJobCost === null) return request;
  return { ...request, maxCost: Math.min(request.maxCost ?? Infinity, limits.maxJobCost) };
}
