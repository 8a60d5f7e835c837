import type { JobId } from '../contract/ids.ts';
import type { JobProgress, JobWatch } from './session.ts';

/** How a client follows a call, and ends it. */
export interface CallControl {
  readonly signal: AbortSignal;
  /** Images that are over, with the parts of those under way: more each time, as the protocol wants. */
  onProgress(progress: {
    readonly done: number;
    readonly total: number;
    readonly step: string;
  }): void;
}

export interface CallProgress {
  follow(id: JobId): void;
  /** One image is over, however it ended. */
  over(): void;
  end(): void;
}

/** How far a job is at least once it has come to a step: few providers say more. */
const begun: Readonly<Record<JobProgress['step'], number>> = {
  preparing: 0.05,
  sending: 0.1,
  waiting: 0.2,
  receiving: 0.5,
  verifying: 0.9,
  saving: 0.95,
};

export function trackProgress(
  jobs: JobWatch,
  total: number,
  { onProgress }: CallControl,
): CallProgress {
  const parts = new Map<JobId, number>();
  let told = 0;
  let over = 0;
  const tell = (step: string): void => {
    const sum = [...parts.values()].reduce((before, part) => before + part, 0);
    const done = Math.min(total, Math.max(over, sum));
    if (done <= told) return;
    told = done;
    onProgress({ done, total, step });
  };
  const end = jobs.onProgress(({ jobId, fraction, step }) => {
    const before = parts.get(jobId);
    if (before === undefined) return;
    parts.set(jobId, Math.max(before, begun[step], fraction ?? 0));
    tell(step);
  });
  return {
    follow: (id) => void parts.set(id, 0),
    over: () => {
      over += 1;
      tell('done');
    },
    end,
  };
}
