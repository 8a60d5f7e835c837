import { appError } from '../../../electron/contract/app-error.ts';
import type { GatewayEvent, GatewayFailure } from '../../../electron/contract/gateway.ts';
import { FunctionError } from '../_shared/function-error.ts';
import type { JobStore, Standing } from './job-store.ts';
import type { JobOf } from './uploads.ts';

export interface RepeatParts {
  readonly store: JobStore;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** A repeat waits this long for the first one's end, then is told to ask again. */
const patienceMs = 120_000;
const lookAgainMs = 300;

/** What is told of a job whose result was forgotten. */
export const forgotten: GatewayFailure = { class: 'fail-over', error: appError('not-found') };

/** The first one's end, once it has come. */
export async function tellAgain(
  asked: JobOf,
  { store, sleep }: RepeatParts,
  tell: (event: GatewayEvent) => void,
): Promise<void> {
  for (let waited = 0; waited < patienceMs; waited += lookAgainMs) {
    const standing = await standingOf(asked, store);
    switch (standing.status) {
      case 'done':
        return tell({ type: 'result', result: standing.result });
      case 'failed':
        return tell({ type: 'failure', failure: standing.failure });
      case 'forgotten':
        return tell({ type: 'failure', failure: forgotten });
      case 'running':
        await sleep(lookAgainMs);
    }
  }
}

/** @throws FunctionError not_found: also where the job is somebody else's */
export async function standingOf({ jobId, userId }: JobOf, store: JobStore): Promise<Standing> {
  const standing = await store.standing(jobId, userId);
  if (standing === null) throw noSuchJob();
  return standing;
}

export function noSuchJob(): FunctionError {
  return new FunctionError({ status: 404, code: 'not_found', message: 'There is no such job.' });
}
