import postgres from 'npm:postgres@3.4.9';

export type Sql = postgres.Sql;
/** A pool or a transaction: both ask. */
export type Asking = postgres.Sql | postgres.TransactionSql;

/** A pool for one function. Behind a pooler in transaction mode no statement outlives its transaction. */
export function connect(url: string): Sql {
  return postgres(url, {
    max: 4,
    idle_timeout: 20,
    connect_timeout: 5,
    prepare: false,
    onnotice: () => undefined,
  });
}
