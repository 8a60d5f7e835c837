import type { Hono } from 'npm:hono@4.13.19';
import { z } from 'npm:zod@4.6.7';
import type { Configuration } from '../../../electron/contract/remote-config.ts';
import { type Report, createApp } from '../_shared/create-app.ts';
import type { Sql } from '../_shared/database.ts';
import type { ObjectStorage } from '../_shared/object-storage.ts';
import { requireService } from '../_shared/require-service.ts';

export interface JobsParts {
  readonly sql: Sql;
  readonly storage: Pick<ObjectStorage, 'remove'>;
  readonly serviceRoleKey: string;
  readonly configuration: () => Promise<Configuration>;
  /** Told of each alert that opens, as {text}; undefined: the table alone. */
  readonly alertUrl: string | undefined;
  readonly fetch: typeof globalThis.fetch;
  readonly report: Report;
}

const accountsAtOnce = 100;
const objectsAtOnce = 100;
/** Of one run: what is left waits for the next. */
const mostRounds = 50;
const alertTimeoutMs = 5_000;
const watchedSchema = z.looseObject({ open: z.array(z.string()) });

/**
 * POST /jobs, with the service role's key, every ten minutes: months' parts of the ledgers are made
 * ahead, old logs forgotten, accounts deleted whose time has come, jobs ended that were cut off,
 * objects removed that nobody needs, and the service is watched. One task's failure keeps no other from running: it is told by its name.
 */
export function createHandler(parts: JobsParts): Hono {
  const { sql, report } = parts;
  const app = createApp('jobs', parts);

  app.post('/', async (c) => {
    requireService(c, parts.serviceRoleKey);
    const before = await openAlerts();
    const results: Record<string, unknown> = {};
    const failed: string[] = [];
    for (const [name, task] of Object.entries(tasks)) {
      try {
        results[name] = await task();
      } catch (error) {
        report(error);
        failed.push(name);
      }
    }
    await tell(before).catch(report);
    return c.json({ ...results, failed }, failed.length === 0 ? 200 : 500);
  });

  const one = async (query: PromiseLike<readonly { done: unknown }[]>): Promise<unknown> =>
    (await query)[0]?.done;
  const tasks: Readonly<Record<string, () => Promise<unknown>>> = {
    partitions: () => one(sql`select private.make_partitions() as done`),
    forgotten: () => one(sql`select private.sync_prune() as done`),
    deleted: () => one(sql`select private.delete_due_accounts(${accountsAtOnce}) as done`),
    swept: () => one(sql`select public.ai_sweep() as done`),
    // After those, so that what an account or a job leaves behind goes with it.
    objects: removeObjects,
    watched: async () => {
      const { alertThresholds } = await parts.configuration();
      const [row] = await sql<{ seen: unknown }[]>`
        select public.watch(${sql.json({ ...alertThresholds })}) as seen`;
      return watchedSchema.parse(row?.seen);
    },
  };

  return app;

  async function removeObjects(): Promise<number> {
    let removed = 0;
    for (let round = 0; round < mostRounds; round += 1) {
      const rows = await sql<{ name: string }[]>`
        select name from private.objects_to_remove(${objectsAtOnce}) as name`;
      await parts.storage.remove(rows.map(({ name }) => name));
      removed += rows.length;
      if (rows.length < objectsAtOnce) break;
    }
    return removed;
  }

  async function openAlerts(): Promise<ReadonlySet<string>> {
    const rows = await sql<{ id: string }[]>`
      select id from public.alerts where closed_at is null`;
    return new Set(rows.map(({ id }) => id));
  }

  async function tell(before: ReadonlySet<string>): Promise<void> {
    if (parts.alertUrl === undefined) return;
    const opened = await sql<{ id: string; rule: string; message: string }[]>`
      select id, rule, message from public.alerts where closed_at is null order by opened_at`;
    for (const { id, rule, message } of opened) {
      if (before.has(id)) continue;
      await parts.fetch(parts.alertUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ text: `${rule}: ${message}` }),
        redirect: 'error',
        signal: AbortSignal.timeout(alertTimeoutMs),
      });
    }
  }
}
