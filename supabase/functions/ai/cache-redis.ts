import { Redis } from 'npm:ioredis@5.11.1';
import { type ResponseCache, cachedAnswerSchema } from './cache.ts';

/** Nobody waits long for a cache. */
const deadlineMs = 1_000;
const longestPauseMs = 5_000;
/** A day, not seven: what Redis has goes by its own clock alone, also when its account is deleted. */
const keptSeconds = 86_400;

const away: ReadonlySet<string> = new Set(['reconnecting', 'close', 'end']);

/** `url`: redis:// or rediss://. Away, it fails at once and looks again by itself. */
export function createRedisCache(url: string, report: (error: unknown) => void): ResponseCache {
  const redis = new Redis(url, {
    connectTimeout: deadlineMs,
    commandTimeout: deadlineMs,
    maxRetriesPerRequest: 0,
    // Connects when first asked.
    lazyConnect: true,
    retryStrategy: (tries) => Math.min(tries * 100, longestPauseMs),
  });
  redis.on('error', report);
  const nameOf = (userId: string, hash: string): string => `ai:${userId}:${hash}`;

  /** Between two tries to reach it nobody waits for the next one. */
  function assertNotAway(): void {
    if (away.has(redis.status)) throw new Error(`Redis is away: ${redis.status}`);
  }

  return {
    async find({ userId, hash }) {
      assertNotAway();
      const text = await redis.get(nameOf(userId, hash));
      if (text === null) return null;
      return cachedAnswerSchema.safeParse(JSON.parse(text)).data ?? null;
    },
    async keep({ userId, hash }, answer) {
      assertNotAway();
      await redis.set(nameOf(userId, hash), JSON.stringify(answer), 'EX', keptSeconds);
    },
  };
}
