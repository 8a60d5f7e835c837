import type { ProviderState } from '../../../supabase/functions/_shared/billing/billing-provider.ts';
import type { Sql } from '../../database/support/server.ts';
import type { Crash } from './billing-steps.ts';

interface Life {
  readonly sql: Sql;
  fetchState(): Promise<ProviderState>;
  acted(deed: 'ending' | 'paying back'): Promise<void>;
  /** When it has come to its end; never, where it lives. */
  readonly died: Promise<undefined>;
}

/** A function that ends at some point: what it waits for there never comes, as in a killed process. */
export function dying(
  sql: Sql,
  crash: Crash | null,
  fetchState: () => Promise<ProviderState>,
): Life {
  const end = Promise.withResolvers<undefined>();
  const die = <Nothing>(): Promise<Nothing> => {
    end.resolve(undefined);
    return new Promise<Nothing>(() => undefined);
  };

  /** A connection that breaks within its transaction takes it along. */
  async function begin(work: (transaction: unknown) => Promise<unknown>): Promise<unknown> {
    const broken = new Error('the connection broke');
    try {
      const result: unknown = await sql.begin(async (transaction) => {
        const done = await work(transaction);
        if (crash === 'within the transaction') throw broken;
        return done;
      });
      return crash === 'before answering' ? die() : result;
    } catch (error) {
      if (error !== broken) throw error;
      return die();
    }
  }

  return {
    sql: new Proxy(sql, {
      get: (target, name, receiver): unknown =>
        name === 'begin' ? begin : Reflect.get(target, name, receiver),
    }),
    async fetchState() {
      if (crash === 'before asking') return die();
      const state = await fetchState();
      return crash === 'between asking and applying' ? die() : state;
    },
    acted: (deed) => (crash === `while ${deed}` ? die() : Promise.resolve()),
    died: end.promise,
  };
}
