import { toAppError } from '../contract/app-error.ts';
import { budgetStatus } from './budget.ts';
import { type RoutePlan, type RouteSnapshot, planRoute } from './choose-route.ts';
import { type Setback, endingOf } from './endings.ts';
import { exclusionSetbacks } from './exclusion-setbacks.ts';
import type { RouteEnding, RouteOutcome } from './route-request.ts';
import { type Caller, type Run, type Surroundings, openRun } from './run.ts';
import { conclude, runCandidates } from './run-candidates.ts';
import { takeSnapshot } from './snapshot.ts';
import { planTurns } from './turns.ts';

/** Chooses a route and runs it to an outcome. */
export async function runOnce(caller: Caller, surroundings: Surroundings): Promise<RouteOutcome> {
  const { ports, states } = surroundings;
  const snapshot = takeSnapshot(ports, states);
  const plan = planRoute(caller.request, snapshot);
  const run = openRun(caller, surroundings, plan.route);
  try {
    return await runCandidates(
      {
        turns: planTurns(caller.request, snapshot, plan),
        providers: new Map(ports.providers().map(({ provider }) => [provider.id, provider])),
        exhausted: (setbacks) => exhaustedEnding({ plan, snapshot, setbacks }, run),
      },
      run,
    );
  } catch (thrown) {
    return conclude({ status: 'failed', error: toAppError(thrown) }, run);
  }
}

interface Exhausted {
  readonly plan: RoutePlan;
  readonly snapshot: RouteSnapshot;
  readonly setbacks: readonly Setback[];
}

function exhaustedEnding(
  { plan, snapshot, setbacks }: Exhausted,
  { ports, states, request }: Run,
): RouteEnding {
  const now = ports.clock.now();
  const budget = budgetStatus(ports.budget, ports.settings().budgets, now);
  const passing = exclusionSetbacks({
    request,
    snapshot,
    plan,
    budget,
    now,
    probeAt: (provider) => states.probeAt(provider),
  });
  return endingOf({
    setbacks: [...setbacks, ...passing],
    excluded: plan.route.excluded,
    online: ports.online(),
  });
}
