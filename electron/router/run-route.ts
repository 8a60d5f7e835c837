import type { Receipt, Route } from '../contract/receipt.ts';
import { runKey } from './cache.ts';
import { chooseRoute } from './choose-route.ts';
import { createInFlight } from './in-flight.ts';
import type { RouterPorts } from './ports.ts';
import { createProbes } from './probes.ts';
import { createProviderStates } from './provider-states.ts';
import { resumeAttempt } from './resume-attempt.ts';
import type {
  InterruptedAttempt,
  RouteOutcome,
  RouteRequest,
  RunCallbacks,
  RunRequest,
} from './route-request.ts';
import { openRun } from './run.ts';
import { conclude } from './run-candidates.ts';
import { runOnce } from './run-once.ts';
import { takeSnapshot } from './snapshot.ts';

/*
 * The way of a request, a file a step; what is marked "pure" decides, the rest does:
 *
 *   run-route           identical requests share one run (in-flight)
 *   └ run-once          gathers a snapshot and chooses the route (choose-route, turns, pure)
 *     └ run-candidates  one candidate after the other; asks for consent (endings, pure)
 *       ├ race          two at once where the first is slow and both are cheap (hedge, pure)
 *       └ try-candidate compiles the input, looks into the cache, tries again (next-step, pure)
 *         └ attempt     waits for the rate limit, reserves and journals
 *           └ complete-attempt  sends (send-attempt), verifies, settles, journals the end
 */
export interface Router {
  /** What would be tried, in which order and at what price. Sends nothing. */
  preview(request: RouteRequest): Route;
  /**
   * Tries the route until a provider answers. Every ending is an outcome with a receipt; rejects
   * only where a port fails before anything was sent.
   */
  run(request: RunRequest, callbacks: RunCallbacks, signal: AbortSignal): Promise<RouteOutcome>;
  /** Fetches the result of an attempt that its provider had accepted before a crash. Free. */
  resume(
    interrupted: InterruptedAttempt,
    callbacks: RunCallbacks,
    signal: AbortSignal,
  ): Promise<RouteOutcome>;
  /** Asks the providers that rest whether they are well again. Free; for a timer. */
  probe(signal: AbortSignal): Promise<void>;
}

export function createRouter(ports: RouterPorts): Router {
  const states = createProviderStates(ports);
  const surroundings = { ports, states };
  const probes = createProbes(ports, states);
  const inFlight = createInFlight<RouteOutcome>();
  const untilTheEnd = new AbortController().signal;

  return {
    preview: (request) => chooseRoute(request, takeSnapshot(ports, states)),

    async run(request, callbacks, signal) {
      void probes.runDue(untilTheEnd);
      const joined = await inFlight.join({
        key: runKey(request),
        callbacks,
        signal,
        start: (callbacks, signal) => runOnce({ request, callbacks, signal }, surroundings),
      });
      if (joined === null) {
        // Others go on with the work that this caller left: its own proof is of having left.
        const route = chooseRoute(request, takeSnapshot(ports, states));
        return conclude(
          { status: 'cancelled' },
          openRun({ request, callbacks, signal }, surroundings, route),
        );
      }
      return joined.shared ? sharedOutcome(joined.value) : joined.value;
    },

    resume: (interrupted, callbacks, signal) =>
      resumeAttempt(interrupted, { request: interrupted.request, callbacks, signal }, surroundings),

    probe: (signal) => probes.runDue(signal),
  };
}

/** The same result, billed to somebody else. */
function sharedOutcome(outcome: RouteOutcome): RouteOutcome {
  const receipt: Receipt = { ...outcome.receipt, cache: 'shared', cost: 0 };
  return { ...outcome, receipt };
}
