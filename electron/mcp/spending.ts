import { fail } from '../contract/app-error.ts';
import type { JobRequest } from '../contract/jobs.ts';
import type { Route } from '../contract/receipt.ts';
import type { Reservation } from './session-money.ts';
import type { Session } from './session.ts';
import { dollars } from './tool-results.ts';

/** A job with the most that it may cost, which is set aside for it. */
export interface Funded {
  readonly request: JobRequest;
  readonly reservation: Reservation;
}

/**
 * Sets aside, for all jobs of a call or for none, the dearest of the candidates that the cap leaves;
 * the router keeps each job's attempts within it. Throws `budget-reached` or `no-route`.
 */
export function fund(session: Session, requests: readonly JobRequest[]): readonly Funded[] {
  const funded: Funded[] = [];
  try {
    for (const request of requests) funded.push(fundOne(session, request));
    return funded;
  } catch (error) {
    for (const { reservation } of funded) reservation.settle(0);
    throw error;
  }
}

function fundOne({ engine, money }: Session, request: JobRequest): Funded {
  const within = engine.previewRoute({ ...request, maxCost: money.left() });
  if (within.candidates.length === 0) throw refusal(engine.previewRoute(request), money);
  const most = Math.max(...within.candidates.map(({ estimate }) => estimate.high));
  const reservation = money.reserve(most);
  if (reservation === null) throw refusal(within, money);
  return { request: { ...request, maxCost: most }, reservation };
}

function refusal(route: Route, money: Session['money']) {
  if (route.candidates.length === 0) {
    const reasons = route.excluded.map(({ provider, reason }) => `${provider}: ${reason}`);
    return fail('no-route', { cause: reasons.join(', ') });
  }
  const needed = Math.min(...route.candidates.map(({ estimate }) => estimate.high));
  return fail('budget-reached', {
    params: {
      leftUsd: dollars(money.left()),
      capUsd: dollars(money.cap),
      neededUsd: dollars(needed),
    },
    cause: `needs up to $${dollars(needed)}, and $${dollars(money.left())} of the session’s cap of $${dollars(money.cap)} is left; only who started the server can raise it (--max-cost)`,
  });
}
