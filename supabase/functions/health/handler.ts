import { Hono } from 'npm:hono@4.13.19';
import postgres from 'npm:postgres@3.4.9';

interface HealthOptions {
  /** Undefined where the project has no database, which is never well. */
  readonly databaseUrl: string | undefined;
}

const patienceMs = 3000;

/** GET /health: 200 if this function reaches the database, 503 if it does not. */
export function createHandler({ databaseUrl }: HealthOptions): Hono {
  const sql =
    databaseUrl === undefined
      ? undefined
      : postgres(databaseUrl, {
          max: 1,
          idle_timeout: 20,
          connect_timeout: patienceMs / 1000,
          // Behind a pooler in transaction mode no statement outlives its transaction.
          prepare: false,
        });

  async function databaseAnswers(): Promise<boolean> {
    if (!sql) return false;
    const late = new Promise<false>((resolve) => {
      setTimeout(() => resolve(false), patienceMs);
    });
    const answer = sql`select 1`.then(
      () => true,
      () => false,
    );
    return Promise.race([answer, late]);
  }

  const app = new Hono().basePath('/health');
  app.get('/', async (c) => {
    const database = await databaseAnswers();
    return c.json({ status: database ? 'ok' : 'degraded', database }, database ? 200 : 503);
  });
  return app;
}
