import type { Clock } from './ports.ts';

type DeadlineEnd<Value> =
  | { readonly status: 'ended'; readonly value: Value }
  | { readonly status: 'deadline' }
  | { readonly status: 'cancelled' };

/**
 * Runs work under a signal that aborts at a deadline or with the caller's own signal, and doesn't
 * wait for work that ignores it. Rejects as the work does.
 */
export async function withDeadline<Value>({
  clock,
  deadlineMs,
  signal,
  work,
}: {
  readonly clock: Clock;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  readonly work: (signal: AbortSignal) => Promise<Value>;
}): Promise<DeadlineEnd<Value>> {
  const inner = new AbortController();
  const over = new AbortController();
  const interruption = new Promise<DeadlineEnd<Value>>((resolve) => {
    const interrupt = (status: 'deadline' | 'cancelled'): void => {
      resolve({ status });
      inner.abort();
    };
    signal.addEventListener('abort', () => interrupt('cancelled'), {
      once: true,
      signal: over.signal,
    });
    if (signal.aborted) interrupt('cancelled');
    const expire = async (): Promise<void> => {
      await clock.sleep(deadlineMs, over.signal);
      if (!over.signal.aborted) interrupt('deadline');
    };
    void expire();
  });
  try {
    const ended = work(inner.signal).then((value) => ({ status: 'ended', value }) as const);
    return await Promise.race([interruption, ended]);
  } finally {
    over.abort();
  }
}
