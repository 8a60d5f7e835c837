import { useMemo } from 'react';
import { useAssets } from '../stores/assets.ts';
import { useJobs } from '../stores/jobs.ts';
import { type VariantSet, undecidedSets } from './variant-set.ts';
import { useVariants } from './variant-store.ts';

/** What is still to be chosen among, of the image in the canvas, the newest set first. */
export function useSets(): readonly VariantSet[] {
  const focus = useAssets((state) => state.selection.focus);
  const byId = useJobs((board) => board.byId);
  return useMemo(() => undecidedSets({ byId, live: {} }, focus), [byId, focus]);
}

/** The set that takes the canvas; null: the canvas shows one image. */
export function useShownSet(): VariantSet | null {
  const shown = useVariants((state) => state.shown);
  return useSets().find(({ id }) => id === shown) ?? null;
}
