import type { AssetId, VersionId } from '../../electron/contract/ids.ts';
import type { Job } from '../../electron/contract/jobs.ts';
import { type OperationId } from '../../electron/contract/operations.ts';
import { type JobBoard, isFinished, jobsOfAsset } from '../stores/job-board.ts';

/** Jobs of the same wishes, whose results the user has still to choose among. */
export interface VariantSet {
  readonly id: string;
  readonly assetId: AssetId;
  /** The version of which all are made. */
  readonly parent: VersionId;
  readonly operation: OperationId;
  /** In the order of their numbers. */
  readonly variants: readonly Variant[];
}

export interface Variant {
  readonly number: number;
  readonly job: Job;
  /** Null until it is there. */
  readonly versionId: VersionId | null;
}

/**
 * In these each variant is a job of its own: every provider can take part, and one that fails loses
 * none of the others. Where nothing goes in, one request makes several images (`count`).
 */
const inVariants: ReadonlySet<OperationId> = new Set<OperationId>([
  'edit',
  'vary',
  'inpaint',
  'erase',
  'search-and-replace',
  'outpaint',
  'recolor',
  'replace-background',
  'restyle',
  'style-transfer',
]);

export function makesVariants(operation: OperationId): boolean {
  return inVariants.has(operation);
}

/** What is still to be decided of an image, the newest set first. */
export function undecidedSets(board: JobBoard, assetId: AssetId | null): readonly VariantSet[] {
  if (assetId === null) return [];
  const sets = new Map<string, Variant[]>();
  for (const job of jobsOfAsset(board, assetId)) {
    const { variant } = job.request;
    if (variant === undefined || variant.decided) continue;
    const made = job.result?.kind === 'images' ? (job.result.versionIds[0] ?? null) : null;
    const known = sets.get(variant.set) ?? [];
    sets.set(variant.set, [...known, { number: variant.number, job, versionId: made }]);
  }
  return [...sets].flatMap(([id, variants]) => {
    const { call, input } = variants[0]?.job.request ?? {};
    // Given up as a whole: there is nothing to choose.
    if (!call || !input || variants.every(isCancelled)) return [];
    return [
      {
        id,
        assetId,
        parent: input.versionId,
        operation: call.operation,
        variants: variants.toSorted((one, other) => one.number - other.number),
      },
    ];
  });
}

interface SetCounts {
  readonly ready: number;
  readonly failed: number;
  /** Running, waiting or asking. */
  readonly open: number;
}

export function countVariants({ variants }: VariantSet): SetCounts {
  const ready = variants.filter(({ versionId }) => versionId !== null).length;
  const open = variants.filter(({ job }) => !isFinished(job)).length;
  return { ready, open, failed: variants.length - ready - open };
}

function isCancelled({ job }: Variant): boolean {
  return job.state.status === 'cancelled';
}
