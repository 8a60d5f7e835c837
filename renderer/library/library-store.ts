import { create } from 'zustand';
import type { AppEvent } from '../../electron/contract/events.ts';
import type { AssetId } from '../../electron/contract/ids.ts';
import type { Asset, LibraryPage, LibraryQuery } from '../../electron/contract/library.ts';
import { call } from '../bridge.ts';
import { attempt } from '../stores/toasts.ts';
import {
  type Pages,
  type Span,
  assetAt,
  missingPages,
  noPages,
  pageSize,
  pagesOf,
  withAllStale,
  withAsset,
  withPage,
} from './pages.ts';

export type LibraryFilter = Omit<LibraryQuery, 'offset' | 'limit'>;

interface LibraryView {
  readonly filter: LibraryFilter;
  readonly pages: Pages;
  /** What is chosen, with what the panel and the questions say about it. */
  readonly chosen: ReadonlyMap<AssetId, Asset>;
  /** The place that the keyboard is on. */
  readonly focus: number | null;
  /** Where a range starts. */
  readonly anchor: number | null;
  /** Side of a picture in the grid, in CSS pixels. */
  readonly size: number;
}

/** What narrows a shelf or a collection down. */
export const unfiltered = {
  text: '',
  provider: null,
  operation: null,
  rating: 0,
  label: null,
  format: null,
  withText: false,
  similarTo: null,
} as const satisfies Partial<LibraryFilter>;

export const noFilter: LibraryFilter = {
  ...unfiltered,
  shelf: 'images',
  collection: null,
  sort: 'newest',
};

export function isFiltered(filter: LibraryFilter): boolean {
  return (Object.keys(unfiltered) as (keyof typeof unfiltered)[]).some(
    (name) => filter[name] !== unfiltered[name],
  );
}

/** A choice of more than this is no longer made by looking. */
export const mostChosen = 5000;

export const useLibrary = create<LibraryView>(() => ({
  filter: noFilter,
  pages: noPages,
  chosen: new Map(),
  focus: null,
  anchor: null,
  size: 176,
}));

/** Answers to questions of an earlier round are thrown away. */
let round = 0;
let replaceAll = false;
const reading = new Set<number>();

/** Reads what is missing of a range that came into sight. */
export async function readSpan(span: Span): Promise<void> {
  const wanted = missingPages(useLibrary.getState().pages, span).filter(
    (number) => !reading.has(number),
  );
  await Promise.all(wanted.map(readPage));
}

async function readPage(number: number): Promise<void> {
  const asked = round;
  reading.add(number);
  try {
    const page = await ask(number);
    if (asked !== round) return;
    useLibrary.setState(({ pages }) => ({
      pages: withPage(replaceAll ? noPages : pages, number, page),
    }));
    replaceAll = false;
  } finally {
    if (asked === round) reading.delete(number);
  }
}

async function ask(number: number): Promise<LibraryPage> {
  const { filter } = useLibrary.getState();
  return await call('library.list', { ...filter, offset: number * pageSize, limit: pageSize });
}

/** Another search: what is shown stays until its first page has come. */
export async function setFilter(change: Partial<LibraryFilter>): Promise<void> {
  newRound();
  replaceAll = true;
  useLibrary.setState(({ filter, pages }) => ({
    filter: { ...filter, ...change },
    pages: withAllStale(pages),
    focus: null,
    anchor: null,
    chosen: new Map(),
  }));
  await readPage(0);
}

/** Reads again what is in sight: assets came or went, so places have shifted. */
export function refreshLibrary(): void {
  newRound();
  useLibrary.setState(({ pages }) => ({ pages: withAllStale(pages) }));
  // Where nothing is in sight, no grid is there to read it again.
  if (useLibrary.getState().pages.total === 0) attempt(() => readSpan({ from: 0, to: 0 }));
}

/** Another account's library: nothing of the one before stays in sight. */
export function forgetLibrary(): void {
  newRound();
  useLibrary.setState(({ size }) => ({ ...useLibrary.getInitialState(), size }), true);
}

/** A drop of a thousand files is a thousand events: the grid is read again when they pause. */
const refreshAfterMs = 150;
let refreshTimer: ReturnType<typeof setTimeout> | undefined;

function refreshSoon(): void {
  clearTimeout(refreshTimer);
  refreshTimer = setTimeout(refreshLibrary, refreshAfterMs);
}

function newRound(): void {
  round += 1;
  reading.clear();
}

export function receiveLibraryEvent(event: AppEvent): void {
  if (event.type === 'asset-changed') {
    const { pages, chosen, filter } = useLibrary.getState();
    const next = withAsset(pages, event.asset);
    // A change may take it to another place, or out of what is looked for.
    const isShelf = filter.shelf !== noFilter.shelf;
    if (!next || isShelf || isFiltered(filter) || filter.sort !== 'newest') refreshSoon();
    if (!next) return;
    const known = chosen.has(event.asset.id);
    useLibrary.setState({
      pages: next,
      ...(known && { chosen: new Map(chosen).set(event.asset.id, event.asset) }),
    });
  }
  if (event.type === 'collections-changed' && useLibrary.getState().filter.collection !== null)
    refreshSoon();
  // What waited for the cloud may have arrived there.
  if (event.type === 'sync-changed' && event.status.state === 'up-to-date') refreshSoon();
  if (event.type === 'assets-removed') {
    useLibrary.setState(({ chosen }) => {
      const left = new Map(chosen);
      for (const id of event.assetIds) left.delete(id);
      return { chosen: left };
    });
    refreshSoon();
  }
}

export function chosenIds(): readonly AssetId[] {
  return [...useLibrary.getState().chosen.keys()];
}

export function chooseOnly(index: number): void {
  const asset = assetAt(useLibrary.getState().pages, index);
  if (asset)
    useLibrary.setState({ chosen: new Map([[asset.id, asset]]), focus: index, anchor: index });
}

export function toggleChosen(index: number): void {
  const { pages, chosen } = useLibrary.getState();
  const asset = assetAt(pages, index);
  if (!asset) return;
  const next = new Map(chosen);
  if (!next.delete(asset.id)) next.set(asset.id, asset);
  useLibrary.setState({ chosen: next, focus: index, anchor: index });
}

/** From where the range started up to here; parts that are not at hand are read for it. */
export async function chooseRange(to: number): Promise<void> {
  const from = useLibrary.getState().anchor ?? to;
  useLibrary.setState({ focus: to, anchor: from });
  await chooseSpan({ from: Math.min(from, to), to: Math.max(from, to) });
}

/** Returns whether all of them are chosen: there may be more than can be. */
export async function chooseAll(): Promise<boolean> {
  const { total } = useLibrary.getState().pages;
  if (total === null || total === 0) return true;
  await chooseSpan({ from: 0, to: total - 1 });
  return total <= mostChosen;
}

async function chooseSpan(span: Span): Promise<void> {
  const asked = round;
  const to = Math.min(span.to, span.from + mostChosen - 1);
  const { pages } = useLibrary.getState();
  const read = new Map<number, readonly Asset[]>();
  for (const number of pagesOf({ from: span.from, to })) {
    const known = pages.pages.get(number);
    read.set(number, known?.stale === false ? known.assets : (await ask(number)).assets);
  }
  const assets = Array.from({ length: to - span.from + 1 }, (_, step) => {
    const index = span.from + step;
    return read.get(Math.floor(index / pageSize))?.[index % pageSize];
  }).filter((asset) => asset !== undefined);
  if (asked !== round) return;
  useLibrary.setState({ chosen: new Map(assets.map((asset) => [asset.id, asset])) });
}

export function chooseNone(): void {
  useLibrary.setState({ chosen: new Map() });
}
