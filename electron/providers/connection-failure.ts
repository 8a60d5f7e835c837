import { appError } from '../contract/app-error.ts';
import type { ProviderId } from '../contract/providers.ts';
import { ProviderFailure } from './provider.ts';

/** Codes of Node's sockets and undici for a connection that was never made: nothing was sent. */
const UNSENT_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

export interface BrokenCall {
  readonly provider: ProviderId;
  readonly signal: AbortSignal;
  readonly requestId?: string | undefined;
}

/**
 * What a thrown fetch or a broken body means for a paid call. Told by codes and names:
 *   never connected → `fail-over`; the caller gave up → `cancelled`;
 *   anything after the sending, the deadline included → `ambiguous`.
 */
export function connectionFailure(thrown: unknown, call: BrokenCall): ProviderFailure {
  const { provider, signal, requestId } = call;
  const where = { params: { provider }, cause: thrown };
  const id = requestId === undefined ? {} : { requestId };
  if (signal.aborted && !isDeadline(signal.reason)) {
    return new ProviderFailure({ class: 'cancelled', error: appError('cancelled', where), ...id });
  }
  if (!signal.aborted && neverConnected(thrown)) {
    const error = appError('provider-unreachable', where);
    return new ProviderFailure({ class: 'fail-over', error, ...id });
  }
  const error = appError('provider-may-have-billed', where);
  return new ProviderFailure({ class: 'ambiguous', error, ...id });
}

/** fetch wraps the socket's error: the code is on it or on one of its causes. */
function neverConnected(thrown: unknown): boolean {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if ('code' in error && typeof error.code === 'string' && UNSENT_CODES.has(error.code)) {
      return true;
    }
  }
  return false;
}

/** `AbortSignal.timeout` aborts with this name; a deadline of our own uses the same. */
function isDeadline(reason: unknown): boolean {
  return reason instanceof Error && reason.name === 'TimeoutError';
}
