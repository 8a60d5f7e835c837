export type FailureStatus = 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 502 | 503;

interface FailureDetails {
  /** When asking again makes sense. */
  readonly retryAfterSeconds?: number;
  /** For the log alone. */
  readonly cause?: unknown;
}

/** An answer that is not a success. Clients branch on its code; nothing internal is in its message. */
export class FunctionError extends Error {
  readonly status: FailureStatus;
  readonly code: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    answer: { readonly status: FailureStatus; readonly code: string; readonly message: string },
    { retryAfterSeconds, cause }: FailureDetails = {},
  ) {
    super(answer.message, { cause });
    this.name = 'FunctionError';
    this.status = answer.status;
    this.code = answer.code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Something that the function leans on does not answer. Nothing was done. */
export function unavailable(cause: unknown): FunctionError {
  return new FunctionError(
    { status: 503, code: 'unavailable', message: 'Not available now. Try again later.' },
    { cause, retryAfterSeconds: 5 },
  );
}
