import { setTimeout as sleep } from 'node:timers/promises';
import { createCallers } from '../_shared/caller.ts';
import { createConfiguration } from '../_shared/configuration.ts';
import { connect } from '../_shared/database.ts';
import { createObjectStorage } from '../_shared/object-storage.ts';
import { readProject } from '../_shared/project.ts';
import { createRateLimit } from '../_shared/rate-limit.ts';
import { sendOnce } from '../_shared/send-once.ts';
import { createPostgresCache, withFallback } from './cache.ts';
import { createRedisCache } from './cache-redis.ts';
import { createClients } from './clients.ts';
import { createHandler } from './handler.ts';
import { createJobStore } from './job-store.ts';
import { createProviderKeys } from './provider-keys.ts';
import { createResultFiles } from './result-files.ts';
import { createUploads } from './uploads.ts';

/** Hosted functions have it; it is not in Deno's types. */
declare const EdgeRuntime: { waitUntil(work: Promise<unknown>): void } | undefined;

const project = readProject(Deno.env);
const sql = connect(project.databaseUrl);
const { now } = Date;
const report = (error: unknown) => console.error('ai', error);
const keys = createProviderKeys({
  sql,
  secrets: Deno.env.get('PROVIDER_KEY_SECRETS'),
  fallback: (company) => Deno.env.get(`${company.toUpperCase()}_API_KEY`),
  now,
});
const storage = createObjectStorage({ project, fetch });
const configuration = createConfiguration(sql, now);

const redisUrl = Deno.env.get('REDIS_URL') ?? '';
const database = createPostgresCache(sql);

Deno.serve(
  createHandler({
    sql,
    cache:
      redisUrl === ''
        ? database
        : withFallback(createRedisCache(redisUrl, report), database, report),
    keys,
    store: createJobStore(sql, createResultFiles({ sql, storage, report })),
    uploads: createUploads({ sql, storage }),
    callers: createCallers({ project, sql, now: () => new Date() }),
    takeFrom: createRateLimit(sql),
    providerOf: createClients({
      keys,
      fetch: sendOnce(fetch),
      now,
      origins: Deno.env.get('AI_ORIGINS'),
    }),
    simulated: Deno.env.get('AI_ORIGINS') !== undefined,
    prices: async () => (await configuration()).prices,
    keepRunning: (work) => {
      if (typeof EdgeRuntime !== 'undefined') EdgeRuntime.waitUntil(work);
    },
    sleep: (milliseconds) => sleep(milliseconds),
    report,
  }).fetch,
);
