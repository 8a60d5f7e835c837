import { z } from 'zod';
import type { UsageEntry } from '../jobs/usage-ledger.ts';
import type { Fields } from './lay-over.ts';

/** An entry of the usage ledger in the cloud, from whichever device. */
export const usageFieldsSchema = z.object({
  job_id: z.string().nullable().default(null),
  provider: z.string().max(60),
  model: z.string().max(200).nullable().default(null),
  operation: z.string().max(60),
  cost_micro_usd: z.int(),
  simulated: z.boolean().nullable().default(null),
  corrects: z.string().nullable().default(null),
  occurred_at: z.string(),
});

export function usageFields(entry: Omit<UsageEntry, 'id'>): Fields {
  return {
    job_id: entry.jobId,
    provider: entry.provider,
    model: entry.model,
    operation: entry.operation,
    cost_micro_usd: entry.cost,
    simulated: entry.simulated,
    corrects: entry.corrects,
    occurred_at: new Date(entry.occurredAt).toISOString(),
  };
}
