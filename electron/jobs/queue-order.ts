import type { JobId } from '../contract/ids.ts';
import type { ProviderId } from '../contract/providers.ts';

/** A job's place: higher priorities run first, lower positions first among equals. */
export interface Place {
  readonly id: JobId;
  readonly priority: number;
  readonly position: number;
}

export function byPlace(left: Place, right: Place): number {
  return (
    right.priority - left.priority ||
    left.position - right.position ||
    (left.id < right.id ? -1 : 1)
  );
}

/**
 * The places that change when a job is put before another one, or last for null. The moved job takes
 * the priority of its new neighbour. Positions are fractions between neighbours; once two of them
 * leave no room, their whole priority is numbered anew. Pure.
 */
export function placesAfterMove(
  places: readonly Place[],
  moved: JobId,
  before: JobId | null,
): readonly Place[] {
  const rest = places.filter(({ id }) => id !== moved).sort(byPlace);
  const at = before === null ? rest.length : rest.findIndex(({ id }) => id === before);
  const neighbour = rest[at] ?? rest.at(-1);
  if (at < 0 || neighbour === undefined || rest.length === places.length) return [];
  const { priority } = neighbour;
  const peers = rest.filter((place) => place.priority === priority);
  const index = before === null ? peers.length : peers.findIndex(({ id }) => id === before);
  const position = between(peers[index - 1]?.position, peers[index]?.position);
  if (position !== null) return [{ id: moved, priority, position }];
  const renumbered = [...peers];
  renumbered.splice(index, 0, { id: moved, priority, position: 0 });
  return renumbered.map((place, index) => ({ ...place, position: index + 1 }));
}

/** A position strictly between two neighbours, or null where floating point has none left. */
function between(low: number | undefined, high: number | undefined): number | null {
  if (low === undefined) return high === undefined ? 1 : high - 1;
  if (high === undefined) return low + 1;
  const middle = (low + high) / 2;
  return middle > low && middle < high ? middle : null;
}

export interface Waiting extends Place {
  /** The provider that would be asked first; null where there is no route, which a run explains. */
  lane(): ProviderId | null;
}

export interface Capacity {
  /** Jobs running now, by their first provider. */
  readonly running: ReadonlyMap<ProviderId | null, number>;
  readonly perProvider: number;
  readonly total: number;
}

/** How many jobs are looked at when the first ones' providers are busy. */
const lookAhead = 50;

/** The first job whose provider has room, or null. Pure but for asking the lane. */
export function pickNext<Job extends Waiting>(
  queue: Iterable<Job>,
  { running, perProvider, total }: Capacity,
): { readonly job: Job; readonly lane: ProviderId | null } | null {
  const busy = [...running.values()].reduce((sum, count) => sum + count, 0);
  if (busy >= total) return null;
  let looked = 0;
  for (const job of queue) {
    if (looked === lookAhead) return null;
    looked += 1;
    const lane = job.lane();
    if ((running.get(lane) ?? 0) < perProvider) return { job, lane };
  }
  return null;
}
