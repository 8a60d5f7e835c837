import type { Asking, Sql } from '../_shared/database.ts';

/** Rows that are held in memory at once. */
const batchRows = 200;
/** A reader who takes longer for a batch has gone. */
const patienceMs = 30_000;

interface Table {
  readonly name: string;
  readonly columns: readonly string[];
}

type Write = (text: string) => Promise<void>;

async function writeTable(
  sql: Asking,
  { name, columns }: Table,
  { userId, write }: { readonly userId: string; readonly write: Write },
): Promise<void> {
  let first = true;
  await write(`${JSON.stringify(name)}:[`);
  const rows = sql<{ row: string }[]>`
    select to_jsonb(kept)::text as row
    from (select ${sql(columns)} from ${sql(`public.${name}`)} where user_id = ${userId}) as kept`;
  for await (const batch of rows.cursor(batchRows)) {
    const text = batch.map(({ row }) => row).join(',');
    await write(first ? text : `,${text}`);
    first = false;
  }
  await write(']');
}

/**
 * Everything of an account as one JSON document, from one snapshot of the database, row by row:
 * `{format, exported_at, account, tables: {name: rows}}`.
 */
export function exportAccount(sql: Sql, userId: string, now: Date): ReadableStream<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const encoder = new TextEncoder();

  async function write(text: string): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('Nobody reads the export.')), patienceMs);
    });
    await Promise.race([writer.write(encoder.encode(text)), late]).finally(() =>
      clearTimeout(timer),
    );
  }

  async function run(): Promise<void> {
    await sql.begin('isolation level repeatable read read only', async (tx) => {
      const [known] = await tx<{ account: string }[]>`
        select private.export_account(${userId})::text as account`;
      const tables = await tx<Table[]>`select name, columns from private.exported_tables()`;
      const head = { format: 'emulsion-account/1', exported_at: now.toISOString() };
      await write(`${JSON.stringify(head).slice(0, -1)},"account":${known?.account},"tables":{`);
      for (const [index, table] of tables.entries()) {
        if (index > 0) await write(',');
        await writeTable(tx, table, { userId, write });
      }
      await write('}}');
    });
    await writer.close();
  }

  // A document that breaks off is no JSON: whoever reads it knows that it is not whole.
  run().catch((error: unknown) => writer.abort(error).catch(() => undefined));
  return readable;
}
