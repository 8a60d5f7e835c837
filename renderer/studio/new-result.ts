import type { Job } from '../../electron/contract/jobs.ts';
import { forgetSides } from '../outpaint/sides.ts';
import { loadDetails, selectAsset, useAssets } from '../stores/assets.ts';
import { attempt } from '../stores/toasts.ts';
import { showVersion, useStudio } from './store.ts';

/** A fresh image comes into the canvas beside what it was made from, if its asset is in sight. */
export function showNewResult(job: Job): void {
  if (job.state.status !== 'done' || job.result?.kind !== 'images') return;
  const { assetId, versionIds } = job.result;
  const first = versionIds[0];
  if (first === undefined) return;
  const { focus } = useAssets.getState().selection;
  const made = job.request.input === null;
  if (job.request.variant !== undefined) {
    // It stands beside the others, for the user to choose.
    attempt(() => loadDetails(assetId));
    return;
  }
  attempt(async () => {
    // The details must know the version before the canvas can show it.
    await loadDetails(assetId);
    showVersion(assetId, first);
    if (made) selectAsset(assetId, 'only');
    if (job.request.call.operation === 'outpaint') forgetSides();
    if (focus === assetId) useStudio.setState({ compare: true, divide: 0.5 });
  });
}
