import type { Sql } from './database.ts';
import { FunctionError, unavailable } from './function-error.ts';

export interface Limit {
  /** What can be taken at once. */
  readonly capacity: number;
  readonly perSecond: number;
}

/** Takes one from a bucket. @throws FunctionError rate_limited, or unavailable: it fails closed */
export type TakeFrom = (bucket: string, limit: Limit) => Promise<void>;

export function createRateLimit(sql: Sql): TakeFrom {
  return async (bucket, { capacity, perSecond }) => {
    const [taken] = await sql<{ allowed: boolean; wait: number | null }[]>`
      select allowed, retry_after_seconds as wait
      from public.rate_limit_take(${bucket.slice(0, 200)}, ${capacity}, ${perSecond})`.catch(
      (cause: unknown) => {
        throw unavailable(cause);
      },
    );
    if (taken?.allowed === true) return;
    throw new FunctionError(
      { status: 429, code: 'rate_limited', message: 'Too many requests. Try again later.' },
      { retryAfterSeconds: taken?.wait ?? 1 },
    );
  };
}
