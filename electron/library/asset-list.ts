import { z } from 'zod';
import { type Scope, localScope } from '../contract/account.ts';
import type { LibraryPage, LibraryQuery } from '../contract/library.ts';
import { assetColumns, parseAsset } from './asset-rows.ts';
import { assetFilter, assetOrder, wordCount } from './library-query.ts';
import type { Looks } from './looks.ts';
import type { Rows, SqlValue } from './store.ts';

const totalSchema = z.object({ total: z.number() });
const changesSchema = z.object({ changes: z.number() });

/** Pages of what a query finds in one scope, in the query's order. */
export function createAssetList(
  store: Rows,
  looks: Pick<Looks, 'alike'>,
): (query: LibraryQuery, scope?: Scope) => LibraryPage {
  const totals = createTotals(store);

  return (query, scope = localScope) => {
    const similar = query.similarTo === null ? null : looks.alike(query.similarTo);
    const { where, values } = assetFilter(scope, query, similar);
    const order = assetOrder(query, similar);
    const rows = store.all(
      `select ${assetColumns}
       from (
         select a.number, row_number() over () as place
         from (select a.number from assets a ${where} order by ${order.orderBy} limit ? offset ?) a
       ) page
       cross join assets a on a.number = page.number
       cross join versions v on v.id = a.latest_version_id
       order by page.place`,
      ...values,
      ...order.values,
      query.limit,
      query.offset,
    );
    const words = wordCount(scope, query);
    const total =
      words === null
        ? totals(`select count(*) as total from assets a ${where}`, values)
        : totals(words.sql, words.values ?? []);
    return { total, assets: rows.map(parseAsset) };
  };
}

/** Counts anew only when something was written since: whoever scrolls asks for page after page. */
function createTotals(store: Rows): (sql: string, values: readonly SqlValue[]) => number {
  let known = { key: '', total: 0 };
  return (sql, values) => {
    const { changes } = changesSchema.parse(store.get('select total_changes() as changes'));
    const key = JSON.stringify([changes, store.dataVersion(), sql, values]);
    if (known.key !== key)
      known = { key, total: totalSchema.parse(store.get(sql, ...values)).total };
    return known.total;
  };
}
