import type { AssetId, BlobHash, VersionId } from '../../electron/contract/ids.ts';
import type { JobRequestInput } from '../../electron/contract/jobs.ts';
import { type OperationId, operations } from '../../electron/contract/operations.ts';
import { type OptionValues, completeOptions } from './option-fields.ts';
import type { Pin } from './store.ts';

export interface Target {
  readonly assetId: AssetId;
  readonly versionId: VersionId;
}

export interface Draft {
  readonly operation: OperationId;
  readonly values: OptionValues;
  readonly targets: readonly Target[];
  readonly pin: Pin | null;
  readonly acceptLosses: boolean;
}

/** Why a draft cannot run yet. */
export type Obstacle = 'no-image' | 'incomplete' | 'no-mask';

export function obstacleOf(draft: Draft, hasMask: (id: VersionId) => boolean): Obstacle | null {
  const { input, mask } = operations[draft.operation];
  if (input === 'image' && draft.targets.length === 0) return 'no-image';
  if (completeOptions(draft.operation, draft.values) === null) return 'incomplete';
  if (mask === 'required' && !draft.targets.every((target) => hasMask(target.versionId))) {
    return 'no-mask';
  }
  return null;
}

/** One request for each image; one in all for operations without an input. */
export function jobRequests(
  draft: Draft,
  masks: ReadonlyMap<VersionId, BlobHash>,
): JobRequestInput[] {
  const common = {
    call: { operation: draft.operation, options: draft.values },
    acceptLosses: draft.acceptLosses,
    ...(draft.pin && { policy: 'pinned' as const, pin: draft.pin }),
  };
  if (operations[draft.operation].input === 'none') return [{ ...common, input: null }];
  return draft.targets.map((target) => ({
    ...common,
    input: target,
    mask: masks.get(target.versionId) ?? null,
  }));
}
