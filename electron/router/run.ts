import type { Timestamp } from '../contract/ids.ts';
import type { Route } from '../contract/receipt.ts';
import type { RouterPorts } from './ports.ts';
import type { ProviderStates } from './provider-states.ts';
import type { RunCallbacks, RunRequest } from './route-request.ts';
import { type RunLog, createRunLog } from './run-log.ts';

/** Waits inside a run never go beyond this; a job that must wait longer waits outside. */
const RUN_DEADLINE_MS = 15 * 60_000;

/** Who asks for what, and until when. */
export interface Caller {
  readonly request: RunRequest;
  readonly callbacks: RunCallbacks;
  readonly signal: AbortSignal;
}

/** What lasts longer than a run. */
export interface Surroundings {
  readonly ports: RouterPorts;
  readonly states: ProviderStates;
}

/** What the steps of one run share. */
export interface Run extends Caller, Surroundings {
  readonly log: RunLog;
  /** No wait goes beyond it. */
  readonly deadline: Timestamp;
}

export function openRun(caller: Caller, surroundings: Surroundings, route: Route): Run {
  const startedAt = surroundings.ports.clock.now();
  return {
    ...caller,
    ...surroundings,
    log: createRunLog(route, startedAt),
    deadline: startedAt + RUN_DEADLINE_MS,
  };
}
