import type { Scope } from '../contract/account.ts';
import type { LibraryQuery } from '../contract/library.ts';
import type { SqlValue } from './store.ts';

export interface AssetFilter {
  /** Follows `from assets a`. */
  readonly where: string;
  readonly values: readonly SqlValue[];
}

/** The part of a query that decides which of a scope's assets match: index look-ups only. */
export function assetFilter(scope: Scope, query: LibraryQuery): AssetFilter {
  const conditions: string[] = ['a.scope = ?'];
  const values: SqlValue[] = [scope];
  const match = searchExpression(query.text);
  if (match !== null) {
    conditions.push('a.number in (select rowid from asset_search where asset_search match ?)');
    values.push(match);
  }
  const work = [
    ...(query.provider === null ? [] : [{ condition: 'provider = ?', value: query.provider }]),
    ...(query.operation === null ? [] : [{ condition: 'operation = ?', value: query.operation }]),
  ];
  if (work.length > 0) {
    const where = work.map(({ condition }) => condition).join(' and ');
    conditions.push(
      `a.number in (select asset from versions where ${where} union select asset from annotations where ${where})`,
    );
    values.push(...work.map(({ value }) => value), ...work.map(({ value }) => value));
  }
  return { where: `where ${conditions.join(' and ')}`, values };
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
