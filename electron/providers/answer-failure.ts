import { ZodError } from 'zod';
import { AppFailure, appError, type AppErrorKind } from '../contract/app-error.ts';
import { connectionFailure, type BrokenCall } from './connection-failure.ts';
import { UnusableAnswer } from './guard-fetch.ts';
import { ProviderFailure, type FailureClass } from './provider.ts';

const DISK_FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);
const DISK_REFUSED: ReadonlySet<string> = new Set(['EACCES', 'EROFS', 'EIO', 'EMFILE']);

/**
 * What a failure means that carries no error answer of the provider: the line broke, the bytes are
 * no answer, or the disk took no result. Once sent, a request may have been billed.
 */
export function answerFailure(thrown: unknown, call: BrokenCall): ProviderFailure {
  if (thrown instanceof ProviderFailure) {
    return thrown;
  }
  if (thrown instanceof AppFailure) {
    // Our own refusal to build the request: nothing was sent.
    return new ProviderFailure({ class: 'fail-over', error: thrown.error });
  }
  if (call.signal.aborted) {
    return connectionFailure(thrown, call);
  }
  const failure = (failureClass: FailureClass, kind: AppErrorKind): ProviderFailure =>
    new ProviderFailure({
      class: failureClass,
      error: appError(kind, { params: { provider: call.provider }, cause: thrown }),
      ...(call.requestId === undefined ? {} : { requestId: call.requestId }),
    });
  for (let cause = thrown; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof UnusableAnswer && cause.reason === 'redirected') {
      return failure('fail-over', 'provider-unreachable');
    }
    if (cause instanceof UnusableAnswer && cause.reason === 'too-large') {
      return failure('bad-output', 'provider-bad-output');
    }
    // The answer came whole and is not JSON, or not of the shape that the API promises.
    if (cause instanceof SyntaxError || cause instanceof ZodError) {
      return failure('bad-output', 'provider-bad-output');
    }
    const code = 'code' in cause ? String(cause.code) : '';
    if (DISK_FULL.has(code)) {
      return failure('bad-output', 'disk-full');
    }
    if (DISK_REFUSED.has(code)) {
      return failure('bad-output', 'storage-failed');
    }
  }
  return connectionFailure(thrown, call);
}
