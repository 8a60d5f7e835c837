const second = 1000;
const minute = 60 * second;

/** What `sync_push()` takes at most; as many changes are asked for. */
export const fullBatch = 100;

/** Between two looks at the network where the system says that there is none. */
export const probeMs = minute;

/** Between two tries where the user has to sign in or make room, in case that it passes by itself. */
export const signInWaitMs = minute;

const firstRetryMs = second;
const longestRetryMs = 5 * minute;
/** However much patience the cloud asks for. */
const longestAskedMs = 60 * minute;

/**
 * The wait before the next try after so many failures in a row: exponential with full jitter (Marc
 * Brooker, "Exponential Backoff And Jitter", AWS 2015), at least what the cloud asked for.
 */
export function retryWaitMs(failures: number, random: number, askedMs: number): number {
  const ceiling = Math.min(longestRetryMs, firstRetryMs * 2 ** (failures - 1));
  return Math.max(Math.min(askedMs, longestAskedMs), Math.round(ceiling * random));
}

/** Hints may be lost, so the cloud is asked from time to time; spread by a tenth each way. */
export function idleWaitMs(inUse: boolean, random: number): number {
  return Math.round((inUse ? minute : 10 * minute) * (0.9 + 0.2 * random));
}
