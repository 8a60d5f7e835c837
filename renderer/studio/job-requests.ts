import type { AssetId, BlobHash, VersionId } from '../../electron/contract/ids.ts';
import type { JobRequestInput } from '../../electron/contract/jobs.ts';
import { type OperationId, operations } from '../../electron/contract/operations.ts';
import { type OptionValues, completeOptions, optionFields } from './option-fields.ts';
import type { Pin } from './store.ts';

export interface Target {
  readonly assetId: AssetId;
  readonly versionId: VersionId;
}

export interface Draft {
  readonly operation: OperationId;
  readonly values: OptionValues;
  readonly targets: readonly Target[];
  /** The image that the results take after; null for operations without one, or until it is chosen. */
  readonly reference: Target | null;
  readonly pin: Pin | null;
  readonly acceptLosses: boolean;
  /** So many of each image, to choose among. */
  readonly variants: number;
}

/** Why a draft cannot run yet. */
export type Obstacle =
  | { readonly kind: 'no-image' | 'no-reference' | 'incomplete' | 'no-mask' }
  | { readonly kind: 'missing'; readonly field: string };

export function obstacleOf(draft: Draft, hasMask: (id: VersionId) => boolean): Obstacle | null {
  const { input, mask, reference } = operations[draft.operation];
  if (input === 'image' && draft.targets.length === 0) return { kind: 'no-image' };
  if (reference === 'required' && draft.reference === null) return { kind: 'no-reference' };
  const missing = optionFields(draft.operation).find(
    (field) => field.required && String(draft.values[field.name] ?? '').trim() === '',
  );
  if (missing) return { kind: 'missing', field: missing.name };
  if (completeOptions(draft.operation, draft.values) === null) return { kind: 'incomplete' };
  if (mask === 'required' && !draft.targets.every((target) => hasMask(target.versionId))) {
    return { kind: 'no-mask' };
  }
  return null;
}

/** Stands in for a mask that is still to be painted: the route depends on there being one. */
const someMask: BlobHash = '0'.repeat(64);

/**
 * The question who would run a draft, asked before it is complete: texts and masks that are
 * still missing do not change who can do the work, and the image itself stands in for a reference.
 * Null where there is nothing to ask about.
 */
export function previewRequest(draft: Draft): JobRequestInput | null {
  const required = optionFields(draft.operation).filter((field) => field.required);
  const filled = Object.fromEntries(required.map((field) => [field.name, '…']));
  const asked: Draft = {
    ...draft,
    values: { ...filled, ...draft.values },
    targets: draft.targets.slice(0, 1),
    reference: draft.reference ?? draft.targets[0] ?? null,
    pin: null,
    variants: 1,
  };
  if (obstacleOf(asked, () => true) !== null) return null;
  const masks = operations[draft.operation].mask === 'required' ? asked.targets : [];
  return (
    jobRequests(asked, new Map(masks.map((target) => [target.versionId, someMask])))[0] ?? null
  );
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
  const takesReference = operations[draft.operation].reference === 'required';
  return draft.targets.flatMap((target) => {
    const request = {
      ...common,
      input: target,
      mask: masks.get(target.versionId) ?? null,
      reference: takesReference ? draft.reference : null,
    };
    return draft.variants === 1 ? [request] : variantsOf(request, draft);
  });
}

/**
 * Requests that differ in their number alone; and in their seeds where one is given, or all would be the
 * same picture.
 */
function variantsOf(request: JobRequestInput, { operation, values, variants }: Draft) {
  const set = crypto.randomUUID();
  return Array.from({ length: variants }, (_, index): JobRequestInput => ({
    ...request,
    call: { operation, options: { ...values, ...seedOf(values, index) } },
    variant: { set, number: index + 1 },
  }));
}

const mostSeed = 4_294_967_294;

function seedOf({ seed }: OptionValues, index: number): { readonly seed?: number } {
  return typeof seed === 'number' ? { seed: 1 + ((seed - 1 + index) % mostSeed) } : {};
}
