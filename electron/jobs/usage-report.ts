import { z } from 'zod';
import type { Scope } from '../contract/account.ts';
import { microUsdSchema } from '../contract/money.ts';
import { providerIdSchema } from '../contract/providers.ts';
import {
  type UsageReport,
  type UsageSpan,
  providerHealthSchema,
  usageSumSchema,
} from '../contract/usage.ts';
import type { Store } from '../library/store.ts';

const flag = z.number().transform((value) => value === 1);

/** One entry of the ledger, here or of another device of the account. */
const lineSchema = z
  .object({
    /** UTC: 2026-11-22 18:30:00. */
    moment: z.string(),
    provider: providerIdSchema,
    model: z.string().nullable(),
    operation: z.string(),
    cost: microUsdSchema,
    simulated: flag,
    correction: flag,
    elsewhere: flag,
  })
  .readonly();
export type UsageLine = z.infer<typeof lineSchema>;

/** What was spent in a library, and how its providers answered. Days are the user's own. */
export interface UsageReports {
  report(scope: Scope, span: UsageSpan): UsageReport;
  /** Every entry, the oldest first. */
  lines(scope: Scope, span: UsageSpan): readonly UsageLine[];
}

/** Own entries come back from the cloud too: an entry's id is the same everywhere. */
const entries = `
  select datetime(occurred_at / 1000, 'unixepoch') as moment, provider, model, operation, cost,
    simulated, corrects is not null as correction, 0 as elsewhere
  from usage_ledger
  where scope = ?1 and occurred_at >= ?2 and occurred_at < ?3
  union all
  select datetime(occurred_at), json_extract(fields, '$.provider'), json_extract(fields, '$.model'),
    json_extract(fields, '$.operation'), json_extract(fields, '$.cost_micro_usd'),
    coalesce(json_extract(fields, '$.simulated'), 0),
    json_extract(fields, '$.corrects') is not null, 1
  from synced_rows
  where account = ?1 and kind = 'usage' and deleted = 0 and readable = 1
    and occurred_at >= ?4 and occurred_at < ?5
    and key not in (select id from usage_ledger)`;

/** The nearest rank: an answer that was really given. */
const health = `
  with ended as (
    select provider, json_extract(record, '$.outcome') as outcome,
      json_extract(record, '$.endedAt') - json_extract(record, '$.startedAt') as ms
    from attempts
    where scope = ?1 and started_at >= ?2 and started_at < ?3 and record is not null
  ),
  answered as (
    select provider, ms, row_number() over (partition by provider order by ms) as place,
      count(*) over (partition by provider) as answers
    from ended where outcome = 'succeeded'
  )
  select provider,
    count(*) filter (where outcome = 'succeeded') as answers,
    count(*) filter (where outcome <> 'succeeded') as failures,
    (select max(ms) from answered where answered.provider = ended.provider
      and place = (answers * 50 + 99) / 100) as p50,
    (select max(ms) from answered where answered.provider = ended.provider
      and place = (answers * 95 + 99) / 100) as p95
  from ended where outcome <> 'cancelled'
  group by provider`;

const sumSchema = z.object({
  ...usageSumSchema.unwrap().shape,
  simulated: flag,
  elsewhere: flag,
});

export function createUsageReports(store: Store): UsageReports {
  return {
    report: (scope, span) => {
      const { begin, end } = momentsOf(span);
      return {
        sums: readable(
          sumSchema,
          store.all(
            `select date(moment, 'localtime') as day, provider, operation, sum(cost) as cost,
               sum(correction = 0) as requests, simulated, elsewhere
             from (${entries})
             group by day, provider, operation, simulated, elsewhere
             order by day, provider, operation`,
            ...valuesOf(scope, span),
          ),
        ),
        health: readable(providerHealthSchema, store.all(health, scope, begin, end)),
      };
    },
    lines: (scope, span) =>
      readable(
        lineSchema,
        store.all(`select * from (${entries}) order by moment`, ...valuesOf(scope, span)),
      ),
  };
}

/** What a newer version wrote, on another device, is left out: this one has no words for it. */
function readable<Schema extends z.ZodType>(
  schema: Schema,
  rows: readonly unknown[],
): readonly z.output<Schema>[] {
  return rows.flatMap((row) => {
    const parsed = schema.safeParse(row);
    return parsed.success ? [parsed.data] : [];
  });
}

function valuesOf(scope: Scope, span: UsageSpan): readonly (string | number)[] {
  const { begin, end } = momentsOf(span);
  return [scope, begin, end, new Date(begin).toISOString(), new Date(end).toISOString()];
}

/** From the first day's midnight to the one after the last, by the user's own clock. */
function momentsOf({ from, to }: UsageSpan): { readonly begin: number; readonly end: number } {
  const last = new Date(`${to}T00:00:00`);
  last.setDate(last.getDate() + 1);
  return { begin: Date.parse(`${from}T00:00:00`), end: last.getTime() };
}
