import { useEffect } from 'react';
import { create } from 'zustand';
import type { AssetId } from '../../electron/contract/ids.ts';
import type { Asset, AssetDetails } from '../../electron/contract/library.ts';
import { call } from '../bridge.ts';

interface Mark {
  readonly updatedAt: number;
  readonly simulated: boolean;
}

/** As many as are looked at in one go through a library. */
const mostMarks = 2000;

const useMarks = create<{ readonly marks: ReadonlyMap<AssetId, Mark> }>(() => ({
  marks: new Map(),
}));
const asking = new Set<AssetId>();

/** Whether something about an asset came from a simulator: only the receipts know. */
function isSimulated({ versions, annotations }: AssetDetails): boolean {
  return (
    versions.some((version) => version.madeBy?.receipt.simulated === true) ||
    annotations.some((annotation) => annotation.receipt.simulated)
  );
}

/** Asked for an asset in sight that another machine worked on, once for each of its changes. */
export function useIsSimulated(asset: Asset, wanted: boolean): boolean {
  const { id, updatedAt } = asset;
  const mark = useMarks((state) => state.marks.get(id));
  const isLocal = asset.providers.every((provider) => provider === 'on-device');
  const known = mark?.updatedAt === updatedAt;
  useEffect(() => {
    if (isLocal || known || !wanted || asking.has(id)) return;
    asking.add(id);
    call('library.details', id)
      .then((details) => {
        remember(id, { updatedAt, simulated: isSimulated(details) });
      })
      // Removed meanwhile: it is about to leave the grid.
      .catch(() => undefined)
      .finally(() => asking.delete(id));
  }, [id, updatedAt, isLocal, known, wanted]);
  return !isLocal && (mark?.simulated ?? false);
}

function remember(id: AssetId, mark: Mark): void {
  useMarks.setState(({ marks }) => {
    const next = new Map(marks).set(id, mark);
    for (const old of next.keys()) {
      if (next.size <= mostMarks) break;
      next.delete(old);
    }
    return { marks: next };
  });
}
