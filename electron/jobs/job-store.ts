import { z } from 'zod';
import { type Scope, scopeSchema } from '../contract/account.ts';
import type { JobId } from '../contract/ids.ts';
import { jobIdSchema } from '../contract/ids.ts';
import {
  type Job,
  jobRequestSchema,
  jobResultSchema,
  jobSchema,
  jobStateSchema,
} from '../contract/jobs.ts';
import { providerIdSchema } from '../contract/providers.ts';
import { receiptSchema } from '../contract/receipt.ts';
import { jsonColumn } from '../library/json-column.ts';
import type { Store } from '../library/store.ts';
import type { Consents } from '../router/route-request.ts';
import { type KeptOutcome, keptOutcomeSchema } from './kept-outcome.ts';

/** The jobs' rows. Each call is durable when it returns, or with the transaction that it joins. */
export interface JobStore {
  insert(job: Job, scope: Scope): void;
  /** Writes everything of a job that can change. */
  update(job: Job): void;
  get(id: JobId): Job | null;
  /** Jobs that are not over, in no order, of all scopes. */
  active(): readonly Job[];
  activeIn(scope: Scope): ReadonlySet<JobId>;
  /** Jobs that are over, the newest first. */
  finished(scope: Scope, limit: number): readonly JobId[];
  /** Deletes the jobs that are over; returns which. */
  removeFinished(scope: Scope): readonly JobId[];
  /** Whose queue a job is in; null where it was cleared. */
  scopeOf(id: JobId): Scope | null;
  /** The last position given, 0 before the first. */
  lastPosition(): number;
  consents(id: JobId): Consents;
  setConsents(id: JobId, consents: Consents): void;
  outcome(id: JobId): KeptOutcome | null;
  setOutcome(id: JobId, outcome: KeptOutcome | null): void;
  /** Jobs whose outcome is not saved: its files still lie in their temporary folders. */
  unsaved(): ReadonlySet<JobId>;
}

const over = `('done', 'failed', 'cancelled')`;

const columns = `id, request, title, state, position, created_at as createdAt,
  started_at as startedAt, ended_at as endedAt, result, receipt`;

const jobRowSchema = z.object({
  ...jobSchema.unwrap().shape,
  request: jsonColumn(jobRequestSchema),
  state: jsonColumn(jobStateSchema),
  result: jsonColumn(jobResultSchema).nullable(),
  receipt: jsonColumn(receiptSchema).nullable(),
});

const consentsSchema = z.object({
  refusedBy: z.array(providerIdSchema),
  sharedWith: z.array(providerIdSchema),
  lossesFrom: z.array(providerIdSchema),
}) satisfies z.ZodType<Consents>;

export function createJobStore(store: Store): JobStore {
  const parse = (row: unknown): Job => jobRowSchema.parse(row);

  return {
    insert: (job, scope) => {
      store.run(
        `insert into jobs (id, request, title, status, state, priority, position, created_at,
           started_at, ended_at, result, receipt, consents, scope)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        job.id,
        JSON.stringify(job.request),
        job.title,
        job.state.status,
        JSON.stringify(job.state),
        job.request.priority,
        job.position,
        job.createdAt,
        job.startedAt,
        job.endedAt,
        textOrNull(job.result),
        textOrNull(job.receipt),
        JSON.stringify({ refusedBy: [], sharedWith: [], lossesFrom: [] } satisfies Consents),
        scope,
      );
    },
    update: (job) => {
      store.run(
        `update jobs set request = ?, status = ?, state = ?, priority = ?, position = ?,
           started_at = ?, ended_at = ?, result = ?, receipt = ? where id = ?`,
        JSON.stringify(job.request),
        job.state.status,
        JSON.stringify(job.state),
        job.request.priority,
        job.position,
        job.startedAt,
        job.endedAt,
        textOrNull(job.result),
        textOrNull(job.receipt),
        job.id,
      );
    },
    get: (id) => {
      const row = store.get(`select ${columns} from jobs where id = ?`, id);
      return row === undefined ? null : parse(row);
    },
    active: () => store.all(`select ${columns} from jobs where status not in ${over}`).map(parse),
    activeIn: (scope) =>
      new Set(
        idsOf(store.all(`select id from jobs where scope = ? and status not in ${over}`, scope)),
      ),
    finished: (scope, limit) =>
      idsOf(
        store.all(
          `select id from jobs where scope = ? and status in ${over} order by ended_at desc limit ?`,
          scope,
          limit,
        ),
      ),
    removeFinished: (scope) =>
      idsOf(
        store.all(`delete from jobs where scope = ? and status in ${over} returning id`, scope),
      ),
    scopeOf: (id) =>
      z
        .object({ scope: scopeSchema })
        .optional()
        .parse(store.get('select scope from jobs where id = ?', id))?.scope ?? null,
    lastPosition: () =>
      z
        .object({ last: z.number() })
        .parse(store.get('select coalesce(max(position), 0) as last from jobs')).last,
    consents: (id) =>
      z
        .object({ consents: jsonColumn(consentsSchema) })
        .parse(store.get('select consents from jobs where id = ?', id)).consents,
    setConsents: (id, consents) => {
      store.run('update jobs set consents = ? where id = ?', JSON.stringify(consents), id);
    },
    outcome: (id) =>
      z
        .object({ outcome: jsonColumn(keptOutcomeSchema).nullable() })
        .optional()
        .parse(store.get('select outcome from jobs where id = ?', id))?.outcome ?? null,
    setOutcome: (id, outcome) => {
      store.run('update jobs set outcome = ? where id = ?', textOrNull(outcome), id);
    },
    unsaved: () => new Set(idsOf(store.all('select id from jobs where outcome is not null'))),
  };
}

const idRowsSchema = z.array(z.object({ id: jobIdSchema }));

function idsOf(rows: readonly unknown[]): readonly JobId[] {
  return idRowsSchema.parse(rows).map(({ id }) => id);
}

function textOrNull(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}
