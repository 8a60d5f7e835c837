import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AccountId, accountIdSchema, localScope } from '../../electron/contract/account.ts';
import { usageCsv } from '../../electron/jobs/usage-csv.ts';
import { type UsageReports, createUsageReports } from '../../electron/jobs/usage-report.ts';
import { type Store, openStore } from '../../electron/library/store.ts';

const account = accountIdSchema.parse(randomUUID());
const span = { from: '2026-11-01', to: '2026-11-30' };

let store: Store;
let usage: UsageReports;

beforeEach(async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'emulsion-report-'));
  store = openStore({ path: path.join(folder, 'library.db'), now: Date.now });
  usage = createUsageReports(store);
});
afterEach(() => store.close());

/** The user's own noon of a day. */
const noon = (day: string): number => Date.parse(`${day}T12:00:00`);

interface Entry {
  readonly id?: string;
  readonly scope?: AccountId | 'local';
  readonly day?: string;
  readonly provider?: string;
  readonly operation?: string;
  readonly cost?: number;
  readonly corrects?: string;
}

function spend(entry: Entry = {}): string {
  const id = entry.id ?? randomUUID();
  store.run(
    `insert into usage_ledger (id, scope, attempt_id, job_id, provider, model, operation, cost,
       simulated, corrects, occurred_at)
     values (?, ?, ?, ?, ?, 'a-model', ?, ?, 0, ?, ?)`,
    id,
    entry.scope ?? account,
    id,
    randomUUID(),
    entry.provider ?? 'openai',
    entry.operation ?? 'describe',
    entry.cost ?? 10_000,
    entry.corrects ?? null,
    noon(entry.day ?? '2026-11-22'),
  );
  return id;
}

/** What another device, or this one, has told the cloud. */
function hear(
  entry: Entry & {
    readonly fields?: object;
    readonly deleted?: boolean;
    readonly readable?: boolean;
  },
): void {
  store.run(
    `insert into synced_rows (account, kind, key, seq, deleted, fields, readable)
     values (?, 'usage', ?, 1, ?, ?, ?)`,
    account,
    entry.id ?? randomUUID(),
    entry.deleted === true ? 1 : 0,
    JSON.stringify({
      provider: entry.provider ?? 'openai',
      model: null,
      operation: entry.operation ?? 'describe',
      cost_micro_usd: entry.cost ?? 10_000,
      simulated: false,
      corrects: entry.corrects ?? null,
      occurred_at: new Date(noon(entry.day ?? '2026-11-22')).toISOString(),
      ...entry.fields,
    }),
    entry.readable === false ? 0 : 1,
  );
}

function attempt(provider: string, ms: number, outcome = 'succeeded'): void {
  const startedAt = noon('2026-11-22');
  store.run(
    `insert into attempts (id, job_id, provider, model, operation, started_at, reserved, status,
       record, scope)
     values (?, ?, ?, 'a-model', 'describe', ?, 0, 'ended', ?, ?)`,
    randomUUID(),
    randomUUID(),
    provider,
    startedAt,
    JSON.stringify({ startedAt, endedAt: startedAt + ms, outcome }),
    account,
  );
}

describe('what was spent', () => {
  it('is summed up by day, provider and operation, in the library that is shown', () => {
    spend();
    spend({ cost: 20_000 });
    spend({ operation: 'edit' });
    spend({ day: '2026-11-21', provider: 'cloud' });
    spend({ scope: localScope, cost: 999 });
    spend({ day: '2026-10-31' });
    spend({ day: '2026-12-01' });
    const flat = usage
      .report(account, span)
      .sums.map(({ day, provider, operation, cost, requests }) =>
        [day, provider, operation, cost, requests].join(' '),
      );
    expect(flat).toEqual([
      '2026-11-21 cloud describe 10000 1',
      '2026-11-22 openai describe 30000 2',
      '2026-11-22 openai edit 10000 1',
    ]);
    expect(usage.report(localScope, span).sums).toMatchObject([{ cost: 999 }]);
  });

  it('counts what other devices have spent once, and apart', () => {
    const own = spend();
    hear({ id: own });
    hear({ cost: 40_000 });
    hear({ cost: 1, deleted: true });
    expect(usage.report(account, span).sums).toMatchObject([
      { cost: 10_000, elsewhere: false },
      { cost: 40_000, elsewhere: true },
    ]);
    expect(usage.report(localScope, span).sums).toEqual([]);
  });

  it('takes corrections into the sum, and counts them as no request', () => {
    const first = spend({ cost: 10_000 });
    spend({ cost: -4_000, corrects: first });
    expect(usage.report(account, span).sums).toMatchObject([{ cost: 6_000, requests: 1 }]);
  });

  it('leaves out what only a newer version can read', () => {
    hear({ provider: 'a-company-of-tomorrow' });
    hear({ fields: { cost_micro_usd: 'much' }, readable: false });
    spend();
    expect(usage.report(account, span).sums).toHaveLength(1);
  });

  it('belongs to the day of the user’s own clock', () => {
    const midnight = Date.parse('2026-11-22T00:00:00');
    spend({ id: 'first' });
    spend({ id: 'last' });
    store.run("update usage_ledger set occurred_at = ? where id = 'first'", midnight);
    store.run(
      "update usage_ledger set occurred_at = ? where id = 'last'",
      midnight + 24 * 3_600_000 - 1,
    );
    const day = { from: '2026-11-22', to: '2026-11-22' };
    expect(usage.report(account, day).sums).toMatchObject([{ day: '2026-11-22', requests: 2 }]);
  });
});

describe('how providers answered', () => {
  it('is told by ranks of answers that were given, and by failures', () => {
    for (let n = 1; n <= 100; n += 1) attempt('openai', n * 10);
    attempt('openai', 5, 'fail-over');
    attempt('openai', 5, 'cancelled');
    attempt('stability', 7, 'ambiguous');
    expect(usage.report(account, span).health).toEqual([
      { provider: 'openai', answers: 100, failures: 1, p50: 500, p95: 950 },
      { provider: 'stability', answers: 0, failures: 1, p50: null, p95: null },
    ]);
    expect(usage.report(localScope, span).health).toEqual([]);
  });

  it('is that answer where there is one alone', () => {
    attempt('openai', 42);
    expect(usage.report(account, span).health).toMatchObject([{ p50: 42, p95: 42 }]);
  });
});

describe('the file', () => {
  it('has a line for each entry', () => {
    const id = spend({ cost: 25_000 });
    spend({ provider: 'cloud', cost: 20_000, day: '2026-11-23' });
    spend({ cost: -5_000, corrects: id, day: '2026-11-24' });
    const lines = usageCsv(usage.lines(account, span)).split('\r\n');
    expect(lines[0]).toBe(
      'time_utc,provider,model,operation,cost_usd,credits,simulated,correction,device',
    );
    expect(lines.slice(1).map((line) => line.split(',').slice(1).join(','))).toEqual([
      'openai,a-model,describe,0.025000,,no,no,this',
      'cloud,a-model,describe,0.020000,2,no,no,this',
      'openai,a-model,describe,-0.005000,,no,yes,this',
      '',
    ]);
  });

  it('makes no formula of what another device named', () => {
    hear({ fields: { model: '=HYPERLINK("https://evil.example","a")' } });
    const [, line = ''] = usageCsv(usage.lines(account, span)).split('\r\n');
    expect(line).toContain(`"'=HYPERLINK(""https://evil.example"",""a"")"`);
  });
});
