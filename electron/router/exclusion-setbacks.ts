import type { Timestamp } from '../contract/ids.ts';
import type { ProviderId } from '../contract/providers.ts';
import type { BudgetStatus } from '../contract/usage.ts';
import { budgetReturnsAt } from './budget.ts';
import { type RoutePlan, type RouteSnapshot, planRoute } from './choose-route.ts';
import type { Setback } from './endings.ts';
import type { RouteRequest } from './route-request.ts';

/** A probe that is due has begun with this run: its answer is worth a moment. */
const PROBE_PATIENCE_MS = 1000;

interface ExclusionFacts {
  readonly request: RouteRequest;
  readonly snapshot: RouteSnapshot;
  readonly plan: RoutePlan;
  readonly budget: BudgetStatus;
  readonly now: Timestamp;
  readonly probeAt: (provider: ProviderId) => Timestamp | null;
}

/** The exclusions that pass with time, as setbacks: rests of breakers and spent budgets. Pure. */
export function exclusionSetbacks(facts: ExclusionFacts): readonly Setback[] {
  const { plan, now, probeAt } = facts;
  const rests = plan.route.excluded
    .filter(({ reason }) => reason === 'breaker-open')
    .map(({ provider }): Setback => ({
      kind: 'later',
      until: Math.max(probeAt(provider) ?? now, now + PROBE_PATIENCE_MS),
    }));
  return [...rests, ...budgetSetbacks(facts)];
}

/** Whoever would be a candidate without the day's and the month's limits waits for these. */
function budgetSetbacks({
  request,
  snapshot,
  plan,
  budget,
  now,
}: ExclusionFacts): readonly Setback[] {
  const tooDear = plan.route.excluded.filter(({ reason }) => reason === 'over-budget');
  if (tooDear.length === 0) return [];
  const unlimited = planRoute(request, { ...snapshot, budgetLeft: null }).route.candidates;
  return tooDear.map(({ provider }): Setback => {
    const candidate = unlimited.find((candidate) => candidate.provider === provider);
    if (candidate === undefined) return { kind: 'max-cost' };
    return { kind: 'budget', until: budgetReturnsAt(budget, candidate.estimate.high, now) };
  });
}
