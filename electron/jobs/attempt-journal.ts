import { z } from 'zod';
import { type JobId, attemptIdSchema, jobIdSchema, timestampSchema } from '../contract/ids.ts';
import { type MicroUsd, microUsdSchema } from '../contract/money.ts';
import { providerIdSchema } from '../contract/providers.ts';
import { attemptOutcomeSchema } from '../contract/receipt.ts';
import { jsonColumn } from '../library/json-column.ts';
import type { Store } from '../library/store.ts';
import type { Journal } from '../router/ports.ts';

/** The router's journal on SQLite, and what a recovery reads from it. */
export interface AttemptJournal extends Journal {
  /** Attempts of a job's last run that no saved result and no decision has closed. */
  open(jobId: JobId): readonly OpenAttempt[];
  /** Jobs that have such attempts. */
  openJobs(): readonly JobId[];
  /** The most that all attempts of a job, in all its runs, may have cost, µ$. */
  spentAtMost(jobId: JobId): MicroUsd;
  /** The run was saved, found harmless or decided on: its attempts concern no recovery. */
  closeAll(jobId: JobId): void;
}

const openAttemptSchema = z.object({
  id: attemptIdSchema,
  provider: providerIdSchema,
  model: z.string(),
  startedAt: timestampSchema,
  reserved: microUsdSchema,
  remoteId: z.string().nullable(),
  status: z.enum(['sending', 'ended']),
  mayHaveBilled: z.number().transform((flag) => flag === 1),
  /** How it ended; null while it is `sending`. */
  record: jsonColumn(
    z.object({ outcome: attemptOutcomeSchema, cost: microUsdSchema.nullable() }),
  ).nullable(),
});
export type OpenAttempt = z.infer<typeof openAttemptSchema>;

export function createAttemptJournal(store: Store): AttemptJournal {
  return {
    begin: (attempt) => {
      store.run(
        `insert into attempts
           (id, job_id, provider, model, operation, started_at, reserved, scope, status)
         values
           (?, ?, ?, ?, ?, ?, ?, coalesce((select scope from jobs where id = ?), 'local'), 'sending')
         on conflict do update set status = 'sending'`,
        attempt.id,
        attempt.jobId,
        attempt.provider,
        attempt.model,
        attempt.operation,
        attempt.startedAt,
        attempt.reserved,
        attempt.jobId,
      );
    },
    remoteId: (attemptId, remoteId) => {
      store.run('update attempts set remote_id = ? where id = ?', remoteId, attemptId);
    },
    finish: (record, mayHaveBilled) => {
      store.run(
        "update attempts set status = 'ended', record = ?, may_have_billed = ? where id = ?",
        JSON.stringify(record),
        mayHaveBilled ? 1 : 0,
        record.id,
      );
    },
    open: (jobId) =>
      z.array(openAttemptSchema).parse(
        store.all(
          `select id, provider, model, started_at as startedAt, reserved, remote_id as remoteId, status,
             may_have_billed as mayHaveBilled, record
           from attempts where job_id = ? and closed = 0 order by started_at`,
          jobId,
        ),
      ),
    openJobs: () =>
      z
        .array(z.object({ jobId: jobIdSchema }))
        .parse(store.all('select distinct job_id as jobId from attempts where closed = 0'))
        .map(({ jobId }) => jobId),
    spentAtMost: (jobId) =>
      z.object({ spent: microUsdSchema }).parse(
        store.get(
          `select coalesce(sum(coalesce(json_extract(record, '$.cost'), reserved)), 0) as spent
             from attempts where job_id = ?`,
          jobId,
        ),
      ).spent,
    closeAll: (jobId) => {
      store.run('update attempts set closed = 1 where job_id = ? and closed = 0', jobId);
    },
  };
}
