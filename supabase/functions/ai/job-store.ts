import { z } from 'npm:zod@4.6.7';
import {
  type GatewayFailure,
  type GatewayResult,
  gatewayFailureSchema,
  gatewayResultSchema,
} from '../../../electron/contract/gateway.ts';
import type { Sql } from '../_shared/database.ts';
import type { ResultFile, ResultFiles } from './result-files.ts';

/** A job before it is sent. */
export interface NewJob {
  readonly id: string;
  readonly userId: string;
  readonly operation: string;
  readonly hash: string;
  readonly model: string;
  /** The most that it may cost, millionths of a dollar, and the credits held for that. */
  readonly estimate: number;
  readonly credits: number;
}

export interface AnsweredJob extends Omit<NewJob, 'estimate' | 'credits'> {
  readonly result: GatewayResult;
}

export type Acceptance =
  | 'new'
  | 'insufficient'
  | 'conflict'
  | 'sending'
  | 'succeeded'
  | 'failed'
  | 'unknown';

/** A job that has ended, or not yet. */
export type Standing =
  | { readonly status: 'running' }
  | { readonly status: 'done'; readonly result: GatewayResult }
  | { readonly status: 'failed'; readonly failure: GatewayFailure }
  /** Its result was kept for a day. */
  | { readonly status: 'forgotten' };

export interface JobStore {
  /** Who asked for an id before, and for what. Null: nobody. */
  earlier(jobId: string): Promise<{ readonly userId: string; readonly hash: string } | null>;
  /** On disk when it resolves: the request may leave. */
  accept(job: NewJob): Promise<Acceptance>;
  /** Journals a job that has its answer already, and costs nothing. */
  answerAgain(job: AnsweredJob): Promise<Acceptance>;
  /** Keeps images before their job is told to be done. Their facts, in the order given. */
  keepFiles: ResultFiles['keep'];
  succeed(jobId: string, end: JobEnd & { readonly result: GatewayResult }): Promise<void>;
  /** Takes no credits. `unknown`: the provider may have charged us. */
  fail(
    jobId: string,
    end: JobEnd & { readonly failure: GatewayFailure; readonly unknown: boolean },
  ): Promise<void>;
  /** Null: this account has no such job. */
  standing(jobId: string, userId: string): Promise<Standing | null>;
  /** Null: this account has no such image. */
  file(
    place: { readonly jobId: string; readonly index: number },
    userId: string,
  ): Promise<ResultFile | null>;
  /** The app has everything: nothing of it is kept. */
  forget(jobId: string, userId: string): Promise<void>;
}

export interface JobEnd {
  readonly model: string | null;
  readonly cost: number | null;
  readonly requestId: string | null;
}

const rowSchema = z.object({
  status: z.enum(['received', 'sending', 'succeeded', 'failed', 'unknown']),
  result: gatewayResultSchema.nullable(),
  failure: z.unknown(),
});

export function createJobStore(sql: Sql, files: ResultFiles): JobStore {
  return {
    async earlier(jobId) {
      const [row] = await sql<{ userId: string; hash: string }[]>`
        select user_id as "userId", request_hash as hash from public.ai_requests
        where job_id = ${jobId}`;
      return row ?? null;
    },

    async accept({ id, userId, operation, hash, model, estimate, credits }) {
      const [row] = await sql<{ answer: Acceptance }[]>`
        select public.ai_accept(
          ${id}, ${userId}, ${operation}, ${hash}, ${model}, ${estimate}, ${credits}
        ) as answer`;
      return row?.answer ?? 'conflict';
    },

    async answerAgain({ id, userId, operation, hash, model, result }) {
      const [row] = await sql<{ answer: Acceptance }[]>`
        select public.ai_answer_again(
          ${id}, ${userId}, ${operation}, ${hash}, ${model}, ${sql.json(result as never)}
        ) as answer`;
      return row?.answer ?? 'conflict';
    },

    keepFiles: files.keep,

    async succeed(jobId, { model, cost, requestId, result }) {
      await sql`
        select public.ai_conclude(
          ${jobId}, 'succeeded', ${model}, ${cost}, ${result.credits},
          ${sql.json(result as never)}, ${requestId}
        )`;
    },

    async fail(jobId, { model, cost, requestId, failure, unknown }) {
      await sql`
        select public.ai_conclude(
          ${jobId}, ${unknown ? 'unknown' : 'failed'}, ${model}, ${cost}, 0,
          ${sql.json(failure as never)}, ${requestId}
        )`;
    },

    async standing(jobId, userId) {
      const [found] = await sql`
        select status, result, failure from public.ai_requests
        where job_id = ${jobId} and user_id = ${userId}`;
      if (found === undefined) return null;
      const row = rowSchema.parse(found);
      switch (row.status) {
        case 'received':
        case 'sending':
          return { status: 'running' };
        case 'succeeded':
          return row.result === null
            ? { status: 'forgotten' }
            : { status: 'done', result: row.result };
        case 'failed':
        case 'unknown': {
          const failure = gatewayFailureSchema.safeParse(row.failure);
          return failure.success
            ? { status: 'failed', failure: failure.data }
            : { status: 'forgotten' };
        }
      }
    },

    file: ({ jobId, index }, userId) => files.find({ jobId, userId }, index),

    async forget(jobId, userId) {
      await sql`
        update public.ai_requests set result = null, fetched_at = now()
        where job_id = ${jobId} and user_id = ${userId} and status = 'succeeded'`;
      await files.remove({ jobId, userId });
    },
  };
}
