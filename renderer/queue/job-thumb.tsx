import { useEffect } from 'react';
import type { BlobHash } from '../../electron/contract/ids.ts';
import type { Job } from '../../electron/contract/jobs.ts';
import { previewSource } from '../bridge.ts';
import { loadDetails, useAssets } from '../stores/assets.ts';
import { operationIcons } from '../studio/operation-list.ts';

/** The picture of a job: what it made, else what went in, else the sign of its operation. */
export function JobThumb({ job }: { readonly job: Job }) {
  const blob = useJobPicture(job);
  const Icon = operationIcons[job.request.call.operation];
  return (
    <span className="job-thumb" aria-hidden>
      {blob === null ? <Icon /> : <img src={previewSource(blob, 256)} alt="" draggable={false} />}
    </span>
  );
}

function useJobPicture(job: Job): BlobHash | null {
  const made = job.result?.kind === 'images' ? job.result : null;
  const assetId = made?.assetId ?? job.request.input?.assetId ?? null;
  const versionId = made?.versionIds[0] ?? job.request.input?.versionId ?? null;
  const details = useAssets((state) => (assetId === null ? undefined : state.details[assetId]));
  const latest = useAssets((state) => (assetId === null ? undefined : state.byId[assetId]?.latest));
  const found =
    latest?.id === versionId ? latest : details?.versions.find(({ id }) => id === versionId);
  const missing = found === undefined;
  useEffect(() => {
    // An asset that was removed meanwhile has no picture; the line says the rest.
    if (missing && assetId !== null) loadDetails(assetId).catch(() => undefined);
  }, [missing, assetId, versionId]);
  return found?.blob ?? null;
}
