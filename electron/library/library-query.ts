import type { Scope } from '../contract/account.ts';
import type { LibraryQuery } from '../contract/library.ts';
import type { SqlValue } from './store.ts';

/** A condition on `assets a`, with its values. */
interface Condition {
  readonly sql: string;
  readonly values?: readonly SqlValue[];
}

export interface AssetFilter {
  /** Follows `from assets a`. */
  readonly where: string;
  readonly values: readonly SqlValue[];
}

/**
 * The part of a query that decides which of a scope's assets match: index look-ups only.
 * `similar`: numbers of the assets that look alike, the most alike first; null: any.
 */
export function assetFilter(
  scope: Scope,
  query: LibraryQuery,
  similar: readonly number[] | null,
): AssetFilter {
  const conditions = [
    { sql: 'a.scope = ?', values: [scope] },
    ...onShelf(scope, query),
    ...matching(query.text),
    ...workedOn(query),
    ...marked(query),
    ...(similar === null
      ? []
      : [
          {
            sql: 'a.number in (select value from json_each(?))',
            values: [JSON.stringify(similar)],
          },
        ]),
  ];
  return {
    where: `where ${conditions.map(({ sql }) => sql).join(' and ')}`,
    values: conditions.flatMap(({ values = [] }) => values),
  };
}

/**
 * A search by words alone counts what the index of words finds, less what is out of sight: that is
 * five times as fast as to look each image up. Null: count what the filter lets through.
 */
export function wordCount(scope: Scope, query: LibraryQuery): Condition | null {
  const { text, shelf, provider, operation, similarTo } = query;
  const match = searchExpression(text);
  const hasOther =
    shelf !== 'images' ||
    provider !== null ||
    operation !== null ||
    similarTo !== null ||
    marked(query).length > 0;
  if (match === null || hasOther) return null;
  return {
    sql: `select count(*) as total from asset_search
      where asset_search match ?
        and rowid not in (select number from assets where scope <> ? or trashed_at is not null)`,
    values: [match, scope],
  };
}

/** Follows `where`; each order has an index that ends in the number. */
export function assetOrder(
  { sort, shelf, collection }: LibraryQuery,
  similar: readonly number[] | null,
): {
  readonly orderBy: string;
  readonly values: readonly SqlValue[];
} {
  if (similar !== null)
    return {
      orderBy: '(select key from json_each(?) where value = a.number)',
      values: [JSON.stringify(similar)],
    };
  if (shelf === 'duplicates')
    return { orderBy: 'a.look_high, a.look_low, a.number desc', values: [] };
  switch (sort) {
    case 'newest':
      return newestFirst;
    case 'oldest':
      return { orderBy: 'a.number', values: [] };
    case 'changed':
      return { orderBy: 'a.updated_at desc, a.number desc', values: [] };
    case 'name':
      return { orderBy: 'a.name collate nocase, a.number', values: [] };
    case 'rating':
      return { orderBy: 'a.rating desc, a.number desc', values: [] };
    case 'largest':
      return { orderBy: 'a.bytes desc, a.number desc', values: [] };
    case 'by-hand':
      if (collection === null) return newestFirst;
      return {
        orderBy:
          '(select place from collection_assets where collection = ? and asset = a.number), a.number',
        values: [collection],
      };
  }
}

const newestFirst = { orderBy: 'a.number desc', values: [] };

function onShelf(scope: Scope, { shelf }: LibraryQuery): readonly Condition[] {
  const inSight: Condition = { sql: 'a.trashed_at is null' };
  switch (shelf) {
    case 'images':
      return [inSight];
    case 'trash':
      return [{ sql: 'a.trashed_at is not null' }];
    case 'missing':
      return [
        inSight,
        {
          sql: `a.number in (
            select asset from blobs join versions on versions.blob = blobs.hash where missing = 1
          )`,
        },
      ];
    case 'duplicates':
      return [
        inSight,
        {
          // A hash of nothing but zeros is that of any even surface.
          sql: `(a.look_high, a.look_low) in (
            select look_high, look_low from assets
            where scope = ? and trashed_at is null and look_high is not null
              and (look_high <> 0 or look_low <> 0)
            group by look_high, look_low having count(*) > 1
          )`,
          values: [scope],
        },
      ];
  }
}

function matching(text: string): readonly Condition[] {
  const match = searchExpression(text);
  if (match === null) return [];
  return [
    {
      sql: 'a.number in (select rowid from asset_search where asset_search match ?)',
      values: [match],
    },
  ];
}

function workedOn({ provider, operation }: LibraryQuery): readonly Condition[] {
  const work = [
    ...(provider === null ? [] : [{ sql: 'provider = ?', value: provider }]),
    ...(operation === null ? [] : [{ sql: 'operation = ?', value: operation }]),
  ];
  if (work.length === 0) return [];
  const where = work.map(({ sql }) => sql).join(' and ');
  const values = work.map(({ value }) => value);
  return [
    {
      sql: `a.number in (
        select asset from versions where ${where} union select asset from annotations where ${where}
      )`,
      values: [...values, ...values],
    },
  ];
}

function marked(query: LibraryQuery): readonly Condition[] {
  const { rating, label, format, collection, withText } = query;
  return [
    ...(rating === 0 ? [] : [{ sql: 'a.rating >= ?', values: [rating] }]),
    ...(label === null ? [] : [{ sql: 'a.label = ?', values: [label] }]),
    ...(format === null ? [] : [{ sql: 'a.format = ?', values: [format] }]),
    ...(withText ? [{ sql: 'a.has_text = 1' }] : []),
    ...(collection === null
      ? []
      : [
          {
            sql: 'a.number in (select asset from collection_assets where collection = ?)',
            values: [collection],
          },
        ]),
  ];
}

/**
 * What a user typed as a full-text expression: every word must occur, its beginning is enough.
 * Quoted, so that nothing typed is syntax. Null where no word was typed.
 */
export function searchExpression(text: string): string | null {
  const words = text.split(/[\s\0]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  if (words.length === 0) return null;
  return words.map((word) => `"${word.replaceAll('"', '""')}"*`).join(' ');
}
