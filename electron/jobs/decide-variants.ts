import type { AssetId, JobId, VersionId } from '../contract/ids.ts';
import type { Job } from '../contract/jobs.ts';
import type { Library } from '../library/library.ts';
import type { Store } from '../library/store.ts';
import { type JobList, isOver } from './job-list.ts';
import type { JobStore } from './job-store.ts';

interface VariantParts {
  readonly store: Store;
  readonly list: JobList;
  readonly jobs: Pick<JobStore, 'scopeOf'>;
  readonly library: Pick<Library, 'discard'>;
}

/**
 * The user has chosen among the variants of one set: what is not kept goes to the trash, and the jobs
 * ask no more. All of it or nothing. Returns what is in the trash now.
 */
export function decideVariants(
  { store, list, jobs, library }: VariantParts,
  { jobIds, keep }: { readonly jobIds: readonly JobId[]; readonly keep: readonly VersionId[] },
): readonly AssetId[] {
  return store.transaction(() => {
    const open = jobIds
      .filter((id) => jobs.scopeOf(id) === list.scope())
      .map(list.get)
      .filter((job) => job !== null)
      .filter((job) => isOver(job) && job.request.variant?.decided === false);
    const trashed = library.discard(open.flatMap(madeBy).filter((id) => !keep.includes(id)));
    for (const job of open) list.change(job, { request: decided(job) });
    return trashed;
  });
}

function madeBy({ result }: Job): readonly VersionId[] {
  return result?.kind === 'images' ? result.versionIds : [];
}

function decided({ request }: Job): Job['request'] {
  return request.variant === undefined
    ? request
    : { ...request, variant: { ...request.variant, decided: true } };
}
