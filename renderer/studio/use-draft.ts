import { useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useAssets } from '../stores/assets.ts';
import { useVariants } from '../variants/variant-store.ts';
import type { Draft } from './job-requests.ts';
import { currentDraft } from './run.ts';
import { useStudio } from './store.ts';

/** What would run now. Zooming and painting do not touch it. */
export function useDraft(): Draft {
  const studio = useStudio(
    useShallow(({ operation, options, pin, acceptLosses, shown, reference }) => ({
      operation,
      options,
      pin,
      acceptLosses,
      shown,
      reference,
    })),
  );
  const assets = useAssets(
    useShallow(({ order, selection, byId }) => ({ order, selection, byId })),
  );
  const wanted = useVariants((state) => state.wanted);
  return useMemo(() => currentDraft(studio, assets, wanted), [studio, assets, wanted]);
}
