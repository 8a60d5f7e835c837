import './support/functions-in-node.ts';
import { startTestServer } from '../database/support/server.ts';
import { type Figure, printFigures } from './support/figures.ts';

/**
 * Money under faults. Histories and ledgers: the functions' handlers in this process, the provider
 * too, the database real. The rest: over HTTP, simulators and signatures of each provider, by the
 * functions under Deno.
 */
const seed = Number(process.env['BILLING_SEED'] ?? Date.now() % 2 ** 31);
const runs = Number(process.env['BILLING_RUNS'] ?? 10_000);
const operations = Number(process.env['BILLING_OPERATIONS'] ?? 100_000);
const overHttp = Number(process.env['BILLING_HTTP_RUNS'] ?? 20);
const lost = Number(process.env['BILLING_LOST'] ?? 12);

// After the hooks, by which Node finds what the functions import.
const { measureHistories } = await import('./support/billing-histories.ts');
const { measureHttpHistories } = await import('./support/http-histories.ts');
const { measureLedger } = await import('./support/ledger-load.ts');
const { measureLostAnswers } = await import('./support/lost-answers.ts');

const server = await startTestServer();
const rows: Figure[] = [];
try {
  const { sql } = await server.create('migrated');
  rows.push(...(await measureHistories(sql, { runs, seed })));
  rows.push(...(await measureLedger(sql, operations)));
} finally {
  await server.stop();
}
if (overHttp > 0) rows.push(...(await measureHttpHistories(overHttp, seed)));
if (lost > 0) rows.push(...(await measureLostAnswers(lost)));
printFigures(rows);
