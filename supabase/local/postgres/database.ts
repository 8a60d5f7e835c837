import postgres from 'postgres';
import { loopback } from '../processes/free-port.ts';

/** Connections, opened when they are needed. */
export type Pool = postgres.Sql;

/** A pool, or a transaction in it. */
export type Sql = postgres.ISql;

export interface DatabaseAddress {
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

const database = 'postgres';

export function connect(address: DatabaseAddress, connections: number): Pool {
  return postgres({
    host: loopback,
    port: address.port,
    username: address.user,
    password: address.password,
    database,
    max: connections,
    onnotice: () => undefined,
    // Nothing here needs the names of other types: one round trip less for each connection.
    fetch_types: false,
    connection: { application_name: 'emulsion-cloud' },
  });
}

export function databaseUrl({ port, user, password }: DatabaseAddress): string {
  return `postgresql://${user}:${encodeURIComponent(password)}@${loopback}:${port}/${database}`;
}
