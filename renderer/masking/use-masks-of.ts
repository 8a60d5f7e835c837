import { useEffect } from 'react';
import type { VersionId } from '../../electron/contract/ids.ts';
import { operations } from '../../electron/contract/operations.ts';
import { attempt } from '../stores/toasts.ts';
import type { Draft } from '../studio/job-requests.ts';
import { loadMasks } from './mask-store.ts';

/** Reads the masks of all chosen images where the operation takes one, not only of the one shown. */
export function useMasksOf({ operation, targets }: Pick<Draft, 'operation' | 'targets'>): void {
  const takesMask = operations[operation].mask === 'required';
  useEffect(() => {
    const ids: readonly VersionId[] = takesMask ? targets.map(({ versionId }) => versionId) : [];
    attempt(() => loadMasks(ids));
  }, [takesMask, targets]);
}
