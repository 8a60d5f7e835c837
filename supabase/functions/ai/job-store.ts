import { readFile } from 'node:fs/promises';
import { z } from 'npm:zod@4.6.7';
import {
  type GatewayFailure,
  type GatewayResult,
  gatewayFailureSchema,
  gatewayResultSchema,
} from '../../../electron/contract/gateway.ts';
import type { Sql } from '../_shared/database.ts';
import { sha256 } from './read-order.ts';

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

export interface OutputImage {
  readonly path: string;
  readonly mediaType: string;
}

export interface JobStore {
  /** On disk when it resolves: the request may leave. */
  accept(job: NewJob): Promise<Acceptance>;
  /** Journals a job that has its answer already, and costs nothing. */
  answerAgain(job: AnsweredJob): Promise<Acceptance>;
  /** Keeps images before their job is told to be done. Their facts, in the order given. */
  keepFiles(
    jobId: string,
    images: readonly OutputImage[],
  ): Promise<readonly { readonly bytes: number; readonly sha256: string }[]>;
  succeed(jobId: string, end: JobEnd & { readonly result: GatewayResult }): Promise<void>;
  /** Takes no credits. `unknown`: the provider may have charged us. */
  fail(
    jobId: string,
    end: JobEnd & { readonly failure: GatewayFailure; readonly unknown: boolean },
  ): Promise<void>;
  /** Null: this account has no such job. */
  standing(jobId: string, userId: string): Promise<Standing | null>;
  file(
    place: { readonly jobId: string; readonly index: number },
    userId: string,
  ): Promise<{ readonly mediaType: string; readonly bytes: Uint8Array } | null>;
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

export function createJobStore(sql: Sql): JobStore {
  return {
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

    async keepFiles(jobId, images) {
      const kept: { bytes: number; sha256: string }[] = [];
      for (const [index, { path, mediaType }] of images.entries()) {
        const bytes = await readFile(path);
        const hash = await sha256(bytes);
        await sql`
          insert into public.ai_files (job_id, index, media_type, sha256, bytes)
          values (${jobId}, ${index}, ${mediaType}, ${hash}, ${bytes})
          on conflict (job_id, index) do nothing`;
        kept.push({ bytes: bytes.byteLength, sha256: hash });
      }
      return kept;
    },

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

    async file({ jobId, index }, userId) {
      const [row] = await sql<{ media_type: string; bytes: Uint8Array }[]>`
        select files.media_type, files.bytes
        from public.ai_files as files join public.ai_requests as requests using (job_id)
        where job_id = ${jobId} and index = ${index} and requests.user_id = ${userId}`;
      return row === undefined ? null : { mediaType: row.media_type, bytes: row.bytes };
    },

    async forget(jobId, userId) {
      await sql`
        update public.ai_requests set result = null, fetched_at = now()
        where job_id = ${jobId} and user_id = ${userId} and status = 'succeeded'`;
      await sql`
        delete from public.ai_files using public.ai_requests as requests
        where ai_files.job_id = ${jobId} and requests.job_id = ai_files.job_id
          and requests.user_id = ${userId}`;
    },
  };
}
