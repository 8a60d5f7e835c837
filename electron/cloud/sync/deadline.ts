import { type Failure, SyncFailure } from './failure.ts';
import type { Timers } from './timers.ts';

/** What a request may take, whatever the network promises. */
const deadlineMs = 30_000;

/**
 * Ends when the outer signal aborts, or at the deadline, whatever hangs: rejects with a SyncFailure
 * `cut` or `deadline`, and aborts the inner signal.
 */
export async function withDeadline<Value>(
  { timers, signal: outer }: { readonly timers: Timers; readonly signal: AbortSignal },
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const inner = new AbortController();
  let end = (_failure: Failure): void => undefined;
  const ended = new Promise<never>((_resolve, reject) => {
    end = (failure) => {
      reject(new SyncFailure(failure));
      inner.abort();
    };
  });
  const cut = (): void => end({ kind: 'cut' });
  const cancel = timers.after(deadlineMs, () => end({ kind: 'deadline' }));
  outer.addEventListener('abort', cut);
  if (outer.aborted) cut();
  try {
    return await Promise.race([ended, work(inner.signal)]);
  } finally {
    cancel();
    outer.removeEventListener('abort', cut);
  }
}
