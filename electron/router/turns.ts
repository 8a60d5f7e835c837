import type { ExclusionReason } from '../contract/receipt.ts';
import { type RoutePlan, type RouteSnapshot, planRoute } from './choose-route.ts';
import { consentNeeded } from './endings.ts';
import type { RouteOption } from './offers.ts';
import { candidateOrder } from './policies.ts';
import type { RouteRequest } from './route-request.ts';

/** What keeps a provider from being asked now, and not from having answered before. */
const passingReasons: ReadonlySet<ExclusionReason> = new Set<ExclusionReason>([
  'offline',
  'breaker-open',
  'over-budget',
]);

export interface PlannedTurn {
  readonly option: RouteOption;
  /** Can't be asked now: only an earlier result of its is looked for, which is free and local. */
  readonly rests: boolean;
}

/**
 * The candidates, and in their places among them those who rest. Pure. Looking something up isn't
 * sharing it: no refusal stands against that, but a loss that nobody has accepted does.
 */
export function planTurns(
  request: RouteRequest,
  snapshot: RouteSnapshot,
  { route, options }: RoutePlan,
): readonly PlannedTurn[] {
  const asked = options.map((option): PlannedTurn => ({ option, rests: false }));
  const resting = route.excluded.filter(({ reason }) => passingReasons.has(reason));
  if (resting.length === 0) return asked;
  const rested = planRoute(request, {
    ...snapshot,
    providers: snapshot.providers.map((provider) => ({ ...provider, breakerOpen: false })),
    online: true,
    budgetLeft: null,
  });
  const lookedUp = rested.options
    .filter(({ candidate }) => resting.some(({ provider }) => provider === candidate.provider))
    .filter(({ candidate }) => consentNeeded(candidate, request, null) === null)
    .map((option): PlannedTurn => ({ option, rests: true }));
  const compare = candidateOrder(route.policy, snapshot.settings.providerOrder);
  return [...asked, ...lookedUp].sort((left, right) =>
    compare(left.option.candidate, right.option.candidate),
  );
}
