import { create } from 'zustand';
import type { AppEvent } from '../../electron/contract/events.ts';
import type { AssetId } from '../../electron/contract/ids.ts';
import type { Asset, AssetDetails } from '../../electron/contract/library.ts';
import { call } from '../bridge.ts';
import { shownLibrary } from './shown-library.ts';
import {
  type SelectMode,
  type Selection,
  emptySelection,
  prune,
  select,
  selectAll,
  selectOnly,
  step,
} from './selection.ts';

/** The images at hand: the newest of the library, in the filmstrip's order. */
interface Assets {
  readonly loaded: boolean;
  readonly byId: Readonly<Record<AssetId, Asset>>;
  readonly order: readonly AssetId[];
  readonly selection: Selection<AssetId>;
  /** Versions and texts of the assets that were looked at. */
  readonly details: Readonly<Record<AssetId, AssetDetails>>;
}

const shownAtFirst = 200;

export const useAssets = create<Assets>(() => ({
  loaded: false,
  byId: {},
  order: [],
  selection: emptySelection(),
  details: {},
}));

export async function loadAssets(): Promise<void> {
  const asked = shownLibrary();
  const { assets } = await call('library.list', { limit: shownAtFirst });
  if (asked !== shownLibrary()) return;
  const order = assets.map((asset) => asset.id);
  const first = order[0];
  useAssets.setState({
    loaded: true,
    byId: Object.fromEntries(assets.map((asset) => [asset.id, asset])),
    order,
    selection: first === undefined ? emptySelection() : selectOnly(first),
  });
}

/** Reads versions and texts of an asset afresh. */
export async function loadDetails(id: AssetId): Promise<AssetDetails> {
  const asked = shownLibrary();
  const details = await call('library.details', id);
  if (asked === shownLibrary())
    useAssets.setState((state) => ({ details: { ...state.details, [id]: details } }));
  return details;
}

/** Puts assets at the front of the filmstrip, in their given order, and selects them. */
export function showAssets(assets: readonly Asset[]): void {
  const first = assets[0];
  if (first === undefined) return;
  useAssets.setState((state) => {
    const ids = [...new Set(assets.map((asset) => asset.id))];
    const others = state.order.filter((id) => !ids.includes(id));
    return {
      byId: { ...state.byId, ...Object.fromEntries(assets.map((asset) => [asset.id, asset])) },
      order: [...ids, ...others],
      selection: { chosen: new Set(ids), focus: first.id, anchor: first.id },
    };
  });
}

export function selectAsset(id: AssetId, mode: SelectMode): void {
  useAssets.setState(({ selection, order }) => ({
    selection: select(selection, order, { id, mode }),
  }));
}

export function selectAllAssets(): void {
  useAssets.setState(({ selection, order }) => ({ selection: selectAll(selection, order) }));
}

export function stepAsset(by: -1 | 1, extend: boolean): void {
  useAssets.setState(({ selection, order }) => ({
    selection: step(selection, order, { by, extend }),
  }));
}

export function receiveAssetEvent(event: AppEvent): void {
  if (event.type === 'asset-changed') receiveAsset(event.asset);
  if (event.type === 'assets-removed') forgetAssets(event.assetIds);
}

function receiveAsset(asset: Asset): void {
  useAssets.setState((state) => ({
    byId: { ...state.byId, [asset.id]: asset },
    order: state.order.includes(asset.id) ? state.order : [asset.id, ...state.order],
  }));
}

function forgetAssets(gone: readonly AssetId[]): void {
  useAssets.setState((state) => {
    const order = state.order.filter((id) => !gone.includes(id));
    const keep = ([id]: [string, unknown]): boolean => !gone.some((other) => other === id);
    return {
      order,
      byId: Object.fromEntries(Object.entries(state.byId).filter(keep)),
      details: Object.fromEntries(Object.entries(state.details).filter(keep)),
      selection: prune(state.selection, state.order, order),
    };
  });
}
