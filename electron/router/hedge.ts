import type { MicroUsd } from '../contract/money.ts';
import type { ProviderId } from '../contract/providers.ts';
import type { Candidate } from '../contract/receipt.ts';
import { consentNeeded } from './endings.ts';
import { isSmallText } from './next-step.ts';
import type { RouteRequest } from './route-request.ts';

/** Nobody is called slow before this. */
const SHORTEST_PATIENCE_MS = 1000;
/** An answer that takes twice its median is among the slowest few. */
const SLOW_TIMES = 2;

interface HedgeFacts {
  /** The user wants it: a second company then sees the image. */
  readonly allowed: boolean;
  readonly request: RouteRequest;
  /** Who refused the content last. */
  readonly refusedBy: ProviderId | null;
  /** The most that the run may have cost so far, µ$. */
  readonly spent: MicroUsd;
  readonly first: Candidate;
  readonly second: Candidate;
}

/**
 * How long `first` may be silent before `second` is asked too, in milliseconds; null: it isn't.
 * Both are paid for, so it is for small texts alone, never for images; what is asked beside another
 * must be as good as that, need no word of the user, and fit together with it into what the job may
 * cost. Pure. (Hedged requests: Dean and Barroso, "The Tail at Scale", CACM 2013.)
 */
export function hedgeAfterMs({
  allowed,
  request,
  refusedBy,
  spent,
  first,
  second,
}: HedgeFacts): number | null {
  const { operation } = request.call;
  if (!allowed) return null;
  if (!isSmallText(operation, first) || !isSmallText(operation, second)) return null;
  if (second.losses.length > 0 || consentNeeded(second, request, refusedBy) !== null) return null;
  // What is made up must not outrun what is real.
  if (first.simulated !== second.simulated) return null;
  // What works on this machine is free and stays on it, however long it takes.
  if (first.local) return null;
  const together = first.estimate.high + second.estimate.high;
  if (request.maxCost !== undefined && together > 0 && spent + together > request.maxCost) {
    return null;
  }
  return Math.max(SHORTEST_PATIENCE_MS, SLOW_TIMES * first.expectedMs);
}
