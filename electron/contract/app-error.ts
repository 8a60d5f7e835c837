import { z } from 'zod';

/** What the user can do about an error; the window turns each into a button. */
export const userActionSchema = z.enum([
  'none',
  'retry',
  'decide',
  'change-input',
  'choose-provider',
  'check-key',
  'add-credit',
  'raise-budget',
  'go-online',
  'free-disk',
  'restart',
  'sign-in',
  'see-plans',
]);
export type UserAction = z.infer<typeof userActionSchema>;

interface ErrorTraits {
  /** The same request may succeed later without a change. */
  readonly retryable: boolean;
  readonly action: UserAction;
}

/**
 * Every error the product shows. The window has three sentences for each kind:
 * what happened, what is safe, what to do next.
 */
export const errorTraits = {
  'file-empty': { retryable: false, action: 'change-input' },
  'file-truncated': { retryable: false, action: 'change-input' },
  'file-not-an-image': { retryable: false, action: 'change-input' },
  'file-unsupported': { retryable: false, action: 'change-input' },
  'file-too-large': { retryable: false, action: 'change-input' },
  'file-too-many-pixels': { retryable: false, action: 'change-input' },
  'file-unreadable': { retryable: true, action: 'retry' },
  'file-missing': { retryable: false, action: 'change-input' },
  'folder-too-large': { retryable: false, action: 'change-input' },
  'worker-crashed': { retryable: true, action: 'retry' },
  'worker-deadline': { retryable: true, action: 'change-input' },
  'worker-memory': { retryable: false, action: 'change-input' },
  'provider-rate-limited': { retryable: true, action: 'retry' },
  'provider-overloaded': { retryable: true, action: 'retry' },
  'provider-unreachable': { retryable: true, action: 'retry' },
  'provider-may-have-billed': { retryable: false, action: 'decide' },
  'provider-bad-key': { retryable: false, action: 'check-key' },
  'provider-no-credit': { retryable: false, action: 'add-credit' },
  'provider-forbidden': { retryable: false, action: 'choose-provider' },
  'provider-refused': { retryable: false, action: 'decide' },
  'provider-rejected-input': { retryable: false, action: 'change-input' },
  'provider-bad-output': { retryable: false, action: 'decide' },
  'provider-failed': { retryable: true, action: 'choose-provider' },
  'mask-empty': { retryable: false, action: 'change-input' },
  'nothing-found': { retryable: false, action: 'choose-provider' },
  'no-route': { retryable: false, action: 'choose-provider' },
  'budget-reached': { retryable: false, action: 'raise-budget' },
  'deadline-passed': { retryable: true, action: 'retry' },
  offline: { retryable: true, action: 'go-online' },
  cancelled: { retryable: true, action: 'none' },
  'disk-full': { retryable: true, action: 'free-disk' },
  'storage-failed': { retryable: true, action: 'restart' },
  'secrets-unavailable': { retryable: false, action: 'none' },
  'cloud-none': { retryable: false, action: 'none' },
  'cloud-unreachable': { retryable: true, action: 'retry' },
  'cloud-refused': { retryable: true, action: 'retry' },
  'account-signed-out': { retryable: false, action: 'sign-in' },
  'account-wrong-password': { retryable: false, action: 'change-input' },
  'account-exists': { retryable: false, action: 'sign-in' },
  'account-not-confirmed': { retryable: false, action: 'change-input' },
  'account-weak-password': { retryable: false, action: 'change-input' },
  'account-same-password': { retryable: false, action: 'change-input' },
  'account-wrong-code': { retryable: false, action: 'change-input' },
  'account-link-expired': { retryable: true, action: 'retry' },
  'account-code-needed': { retryable: false, action: 'change-input' },
  'account-second-factor-needed': { retryable: false, action: 'change-input' },
  'account-sign-in-again': { retryable: false, action: 'sign-in' },
  'account-too-often': { retryable: true, action: 'retry' },
  'account-provider-failed': { retryable: true, action: 'retry' },
  'account-closed': { retryable: false, action: 'none' },
  'credits-used-up': { retryable: false, action: 'see-plans' },
  'plan-lacks-models': { retryable: false, action: 'see-plans' },
  'plan-batch-limit': { retryable: false, action: 'see-plans' },
  'payment-refused': { retryable: true, action: 'retry' },
  'payment-unknown': { retryable: false, action: 'none' },
  'billing-busy': { retryable: true, action: 'retry' },
  'billing-refused': { retryable: false, action: 'none' },
  'billing-none': { retryable: false, action: 'none' },
  'link-refused': { retryable: false, action: 'none' },
  'not-found': { retryable: false, action: 'none' },
  'not-allowed': { retryable: false, action: 'none' },
  'invalid-request': { retryable: false, action: 'change-input' },
  internal: { retryable: true, action: 'restart' },
} as const satisfies Record<string, ErrorTraits>;

export type AppErrorKind = keyof typeof errorTraits;
const appErrorKinds = Object.keys(errorTraits) as [AppErrorKind, ...AppErrorKind[]];

export const appErrorSchema = z
  .object({
    kind: z.enum(appErrorKinds),
    retryable: z.boolean(),
    action: userActionSchema,
    /** Values that the window's sentences name: a file, a provider, a limit, a sum. */
    params: z.record(z.string().max(40), z.union([z.string().max(400), z.number()])).readonly(),
    /** A technical line for the log and "copy details"; never a key, never a whole answer. */
    cause: z.string().max(1000).optional(),
  })
  .readonly();
export type AppError = z.infer<typeof appErrorSchema>;

export interface AppErrorDetails {
  readonly params?: Readonly<Record<string, string | number>>;
  readonly cause?: unknown;
}

/** Makes an error of a kind with that kind's traits; `cause` is cut to one technical line. */
export function appError(kind: AppErrorKind, details: AppErrorDetails = {}): AppError {
  const cause = describeCause(details.cause);
  return {
    kind,
    retryable: errorTraits[kind].retryable,
    action: errorTraits[kind].action,
    params: details.params ?? {},
    ...(cause === undefined ? {} : { cause }),
  };
}

/** What is thrown inside a process; across IPC it travels as `error` in a Result. */
export class AppFailure extends Error {
  readonly error: AppError;

  constructor(error: AppError) {
    super(error.cause === undefined ? error.kind : `${error.kind}: ${error.cause}`);
    this.name = 'AppFailure';
    this.error = error;
  }
}

export function fail(kind: AppErrorKind, details: AppErrorDetails = {}): AppFailure {
  return new AppFailure(appError(kind, details));
}

/** The error inside whatever was thrown; anything that is not ours becomes `internal`. */
export function toAppError(thrown: unknown): AppError {
  return thrown instanceof AppFailure ? thrown.error : appError('internal', { cause: thrown });
}

function describeCause(cause: unknown): string | undefined {
  if (cause === undefined) return undefined;
  const text =
    cause instanceof Error
      ? `${cause.name}: ${cause.message}`
      : typeof cause === 'string'
        ? cause
        : JSON.stringify(cause);
  return text?.slice(0, 1000);
}
