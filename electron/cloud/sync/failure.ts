import type { RefusalReason } from '../../contract/sync.ts';

/** How a request ended that brought nothing, told by codes and never by a message's text. */
export type Failure =
  /** Given up on purpose: the network went, the system sleeps, the account is switched. */
  | { readonly kind: 'cut' }
  /** Nobody answered. */
  | { readonly kind: 'network' }
  /** Somebody might have answered, had there been more time: less is asked for at once. */
  | { readonly kind: 'deadline' }
  /** Not the cloud's words: half an answer, or a hotel's page. */
  | { readonly kind: 'garbled' }
  /** The cloud has no time now. */
  | { readonly kind: 'busy'; readonly afterMs: number }
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'device-revoked' }
  | { readonly kind: 'account-gone' }
  /** `allowed`: how many the plan has room for; null: the cloud did not say. */
  | { readonly kind: 'too-many-devices'; readonly allowed: number | null }
  /** The cloud did not get as far as the single operations: one of them, or all together, is at fault. */
  | { readonly kind: 'unfit'; readonly reason: RefusalReason }
  /** This device could not read or write its own data. */
  | { readonly kind: 'storage'; readonly full: boolean };

/** Thrown by a transport. */
export class SyncFailure extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.kind, options);
    this.name = 'SyncFailure';
    this.failure = failure;
  }
}

/** Parts of an answer that is no success; texts where PostgREST or Postgres wrote it. */
export interface BadAnswer {
  /** HTTP; 0: none came. */
  readonly status: number;
  readonly code?: string | null | undefined;
  readonly details?: string | null | undefined;
  readonly hint?: string | null | undefined;
  /** Of the header Retry-After. */
  readonly retryAfterSeconds: number;
}

/**
 * What an answer that is no success means. The codes are those of `sync_push()`, of PostgREST
 * (https://docs.postgrest.org/en/v12/references/errors.html) and of Postgres (its appendix A).
 */
export function classify(answer: BadAnswer): Failure {
  const { status, code, details } = answer;
  if (status === 0) return { kind: 'network' };
  if (status < 300) return { kind: 'garbled' };
  if (details === 'account_gone') return { kind: 'account-gone' };
  if (details === 'device_revoked') return { kind: 'device-revoked' };
  if (details === 'too_many_devices') {
    const allowed = Number(answer.hint ?? Number.NaN);
    return { kind: 'too-many-devices', allowed: Number.isSafeInteger(allowed) ? allowed : null };
  }
  // 42501: the token names nobody who may do this.
  if (status === 401 || code === '42501') return { kind: 'unauthorized' };
  if (status === 413 || ofClass(code, '54')) return { kind: 'unfit', reason: 'too_large' };
  // A text that jsonb does not hold, as with \u0000, spoils the batch before it is looked at.
  if (ofClass(code, '22') || code === noJson) return { kind: 'unfit', reason: 'invalid' };
  if (code === queryCanceled) return { kind: 'deadline' };
  const asked = status === 429 ? Number(answer.hint ?? Number.NaN) : Number.NaN;
  const seconds = Number.isFinite(asked) ? asked : answer.retryAfterSeconds;
  return { kind: 'busy', afterMs: Math.max(0, seconds) * 1000 };
}

/** PostgREST: what came is no JSON; half of a surrogate pair is enough for that. */
const noJson = 'PGRST102';
/** Postgres: the statement took longer than it may. */
const queryCanceled = '57014';

function ofClass(code: string | null | undefined, sqlClass: string): boolean {
  return code?.length === 5 && code.startsWith(sqlClass);
}
