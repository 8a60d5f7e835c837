import { useEffect } from 'react';
import type { Asset, AssetDetails, Version } from '../../electron/contract/library.ts';
import { loadDetails, useAssets } from '../stores/assets.ts';
import { attempt } from '../stores/toasts.ts';
import { useStudio } from './store.ts';

/** The image in the canvas: what is needed of a version to draw it. */
export type Picture = Pick<Version, 'id' | 'blob' | 'facts'>;

interface Shown {
  readonly asset: Asset | null;
  readonly details: AssetDetails | null;
  readonly picture: Picture | null;
  readonly version: Version | null;
  /** What the shown version is compared with: its parent, else the original. */
  readonly before: Picture | null;
}

export function useShown(): Shown {
  const focus = useAssets((state) => state.selection.focus);
  const asset = useAssets((state) => (focus === null ? null : (state.byId[focus] ?? null)));
  const details = useAssets((state) => (focus === null ? null : (state.details[focus] ?? null)));
  const shown = useStudio((state) => (focus === null ? undefined : state.shown[focus]));
  const id = shown ?? asset?.latest.id;
  const version = details?.versions.find((other) => other.id === id) ?? null;
  const picture = version ?? (asset?.latest.id === id ? (asset?.latest ?? null) : null);
  return {
    asset,
    details,
    picture,
    version,
    before: details && version ? beforeOf(details, version) : null,
  };
}

/** Versions and texts of the asset in the canvas, read afresh whenever it changes. */
export function useShownDetails(): void {
  const id = useAssets((state) => state.selection.focus);
  const updatedAt = useAssets((state) => (id === null ? null : state.byId[id]?.updatedAt));
  useEffect(() => {
    if (id !== null) attempt(() => loadDetails(id));
  }, [id, updatedAt]);
}

/** Two pictures can be laid over one another only if they have the same shape. */
const sameShape = 0.01;

function beforeOf(details: AssetDetails, version: Version): Picture | null {
  if (version.id === details.asset.originalVersionId) return null;
  const made = version.madeBy ?? version.edited;
  const wanted = made?.parent ?? details.asset.originalVersionId;
  const before = details.versions.find((other) => other.id === wanted);
  if (!before || before.id === version.id) return null;
  const ratio = (picture: Picture): number => picture.facts.width / picture.facts.height;
  return Math.abs(ratio(before) / ratio(version) - 1) <= sameShape ? before : null;
}
