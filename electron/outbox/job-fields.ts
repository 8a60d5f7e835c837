import { z } from 'zod';
import { timestampSchema } from '../contract/ids.ts';
import type { Job, JobStatus } from '../contract/jobs.ts';
import type { Receipt } from '../contract/receipt.ts';
import { type Fields, byteSize } from './lay-over.ts';

const time = timestampSchema.nullable().default(null);

/** A job's row in the cloud, from whichever device; what it says more is passed over. */
export const jobFieldsSchema = z.object({
  run: z.int().nonnegative().default(0),
  status: z.string().max(20),
  title: z.string().max(200).default(''),
  operation: z.string().max(60),
  provider: z.string().max(60).nullable().default(null),
  model: z.string().max(200).nullable().default(null),
  cost_micro_usd: z.int().nonnegative().nullable().default(null),
  text: z.string().max(20_000).nullable().default(null),
  created_at: timestampSchema.default(0),
  started_at: time,
  ended_at: time,
});

const mostTextBytes = 24_000;
const mostReceiptBytes = 24_000;

/**
 * What an account has to know of a job. Its steps between queued and running are its device's own
 * business; `run` counts how often it went back, since a job's state in the cloud only moves forward
 * within a run.
 */
export function jobFields(job: Job, shown: Fields | null): Fields {
  const status = toldStatus(job.state.status);
  const { receipt } = job;
  return {
    run: runOf(status, shown),
    status,
    title: job.title,
    operation: job.request.call.operation,
    provider: receipt?.provider ?? null,
    model: receipt?.model ?? null,
    cost_micro_usd: receipt?.cost ?? null,
    created_at: job.createdAt,
    started_at: placeOf(status) > 1 ? job.startedAt : null,
    ended_at: job.endedAt,
    text: textOf(job),
    receipt: receipt === null ? null : shortened(receipt),
  };
}

function toldStatus(status: JobStatus): JobStatus {
  if (status === 'preparing') return 'queued';
  return status === 'saving' ? 'running' : status;
}

/** The stages of the cloud's rule: a state may follow one of the same stage or of an earlier one. */
function placeOf(status: unknown): number {
  switch (status) {
    case 'preparing':
      return 2;
    case 'running':
      return 3;
    case 'saving':
      return 4;
    case 'unknown':
      return 5;
    case 'done':
    case 'failed':
    case 'cancelled':
      return 6;
    default:
      return 1;
  }
}

function runOf(status: JobStatus, shown: Fields | null): number {
  const run = z.int().nonnegative().catch(0).parse(shown?.['run']);
  if (shown === null || shown['status'] === status) return run;
  const before = placeOf(shown['status']);
  return before === 6 || placeOf(status) < before ? run + 1 : run;
}

function textOf({ result }: Job): string | null {
  switch (result?.kind) {
    case 'text':
      return cut(result.text);
    case 'tags':
      return cut(result.tags.map(({ label }) => label).join(', '));
    case 'verdict':
      return result.verdict;
    case 'images':
    case undefined:
      return null;
  }
}

function cut(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= mostTextBytes && text.length <= 20_000) return text;
  // A character that the cut goes through becomes a replacement character: it goes too.
  const fitting = bytes.subarray(0, mostTextBytes - 3).toString();
  return `${fitting.slice(0, 19_999).replace(/\ufffd+$/, '')}…`;
}

/** The whole receipt, or without what can be done without: who was not asked, then each attempt. */
function shortened(receipt: Receipt): Receipt {
  const brief = { ...receipt, route: { ...receipt.route, candidates: [], excluded: [] } };
  const attempts = brief.attempts.map(({ error: _error, ...attempt }) => attempt);
  const versions = [receipt, brief, { ...brief, attempts }, { ...brief, attempts: [] }];
  return (
    versions.find((version) => byteSize(version) <= mostReceiptBytes) ?? { ...brief, attempts: [] }
  );
}
