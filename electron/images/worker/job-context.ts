/** What a job may do besides its own work. */
export interface JobContext {
  /** Aborted when the job is cancelled; soon after, the whole worker is killed. */
  readonly signal: AbortSignal;
  /** 0 to 1. */
  readonly onProgress: (fraction: number) => void;
  /** Asks the pool to kill this job sooner than its kind would be. */
  readonly shortenDeadline: (milliseconds: number) => void;
}
