import type { Asset, LibraryPage } from '../../electron/contract/library.ts';

/**
 * The part of a long list of assets that is at hand, in pages. A library of 100,000 images costs the
 * window as much as one of 4,000: what was looked at longest ago is forgotten first. Pure.
 */
export interface Pages {
  /** How many assets there are in all; null until the first page has come. */
  readonly total: number | null;
  /** By number; the one that was used last comes last. */
  readonly pages: ReadonlyMap<number, Page>;
}

interface Page {
  readonly assets: readonly Asset[];
  /** It may no longer be true: it is shown until it has been read again. */
  readonly stale: boolean;
}

export const pageSize = 200;
export const mostPages = 20;

export const noPages: Pages = { total: null, pages: new Map() };

/** A range of indexes, both ends included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The numbers of the pages that hold a range. */
export function pagesOf({ from, to }: Span): readonly number[] {
  const first = Math.floor(Math.max(from, 0) / pageSize);
  const last = Math.floor(Math.max(to, 0) / pageSize);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/** The pages of a range that have to be read. */
export function missingPages({ total, pages }: Pages, span: Span): readonly number[] {
  const to = total === null ? Math.min(span.to, pageSize - 1) : Math.min(span.to, total - 1);
  if (total === 0 || span.from > to) return total === 0 && pages.get(0)?.stale === true ? [0] : [];
  return pagesOf({ from: span.from, to }).filter((number) => pages.get(number)?.stale ?? true);
}

export function withPage({ pages }: Pages, number: number, page: LibraryPage): Pages {
  const next = new Map(pages);
  next.delete(number);
  next.set(number, { assets: page.assets, stale: false });
  for (const old of next.keys()) {
    // Beyond the end of a list that became shorter there is nothing to show.
    const beyond = old * pageSize >= page.total && old !== number;
    if (beyond || next.size > mostPages) next.delete(old);
  }
  return { total: page.total, pages: next };
}

/** Everything has to be read again, but stays in sight until then. */
export function withAllStale({ total, pages }: Pages): Pages {
  return {
    total,
    pages: new Map([...pages].map(([number, { assets }]) => [number, { assets, stale: true }])),
  };
}

export function assetAt({ pages }: Pages, index: number): Asset | undefined {
  return pages.get(Math.floor(index / pageSize))?.assets[index % pageSize];
}

/** Puts a changed asset in its place; null where it is not at hand. */
export function withAsset({ total, pages }: Pages, asset: Asset): Pages | null {
  for (const [number, page] of pages) {
    const at = page.assets.findIndex(({ id }) => id === asset.id);
    if (at >= 0)
      return {
        total,
        pages: new Map(pages).set(number, { ...page, assets: page.assets.with(at, asset) }),
      };
  }
  return null;
}
