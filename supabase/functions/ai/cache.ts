import { z } from 'npm:zod@4.6.7';
import type { OperationCall } from '../../../electron/contract/operations.ts';
import { textResultSchema } from '../../../electron/contract/jobs.ts';
import type { Sql } from '../_shared/database.ts';

/** An answer in text, and the model that gave it. */
export const cachedAnswerSchema = z.object({
  output: textResultSchema,
  model: z.string().max(200),
});
export type CachedAnswer = z.infer<typeof cachedAnswerSchema>;

/** Whose answer, and to what: the hash of an order with its files. */
export interface CacheKey {
  readonly userId: string;
  readonly hash: string;
}

/**
 * Answers by what was asked, for each account alone: a quick answer never tells that somebody else
 * has asked. Either may fail: then it is a miss.
 */
export interface ResponseCache {
  find(key: CacheKey): Promise<CachedAnswer | null>;
  keep(key: CacheKey, answer: CachedAnswer, operation: string): Promise<void>;
}

/** What says the same about the same pixels. Whoever makes images wants another one each time. */
const cachedOperations: ReadonlySet<OperationCall['operation']> = new Set([
  'describe',
  'alt-text',
  'tags',
  'ocr',
  'ask',
  'content-check',
]);

export function isCached(operation: OperationCall['operation']): boolean {
  return cachedOperations.has(operation);
}

export function createPostgresCache(sql: Sql): ResponseCache {
  return {
    async find({ userId, hash }) {
      const [row] = await sql<{ response: unknown }[]>`
        select response from public.response_cache
        where user_id = ${userId} and key = ${hash} and expires_at > now()`;
      return cachedAnswerSchema.safeParse(row?.response).data ?? null;
    },
    async keep({ userId, hash }, answer, operation) {
      await sql`
        insert into public.response_cache (user_id, key, operation, model, response, expires_at)
        values (
          ${userId}, ${hash}, ${operation}, ${answer.model}, ${sql.json(answer as never)},
          now() + interval '7 days'
        )
        on conflict (user_id, key) do update set
          response = excluded.response, model = excluded.model, expires_at = excluded.expires_at`;
    },
  };
}

/** Asks the first; where it is away, the second takes its place until it is back. */
export function withFallback(
  first: ResponseCache,
  second: ResponseCache,
  report: (error: unknown) => void,
): ResponseCache {
  return {
    find: (key) =>
      first.find(key).catch((error: unknown) => {
        report(error);
        return second.find(key);
      }),
    keep: (key, answer, operation) =>
      first.keep(key, answer, operation).catch((error: unknown) => {
        report(error);
        return second.keep(key, answer, operation);
      }),
  };
}
