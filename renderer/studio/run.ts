import type { BlobHash, VersionId } from '../../electron/contract/ids.ts';
import type { Version } from '../../electron/contract/library.ts';
import { operations } from '../../electron/contract/operations.ts';
import { call } from '../bridge.ts';
import { useAssets } from '../stores/assets.ts';
import { isFinished, jobsOfAsset } from '../stores/job-board.ts';
import { cancelJobs, submitJobs, useJobs } from '../stores/jobs.ts';
import { type Draft, type Target, jobRequests, obstacleOf } from './job-requests.ts';
import { isEmptyMask, maskPng } from './mask-strokes.ts';
import { useStudio } from './store.ts';

type StudioState = ReturnType<typeof useStudio.getState>;
type DraftState = Pick<
  StudioState,
  'operation' | 'options' | 'pin' | 'acceptLosses' | 'shown' | 'reference'
>;
type AssetsState = Pick<ReturnType<typeof useAssets.getState>, 'order' | 'selection' | 'byId'>;

/** The chosen images, in the filmstrip's order, each with the version that is shown. */
export function targetsOf(
  { order, selection, byId }: AssetsState,
  shown: StudioState['shown'],
): readonly Target[] {
  return order
    .filter((id) => selection.chosen.has(id))
    .flatMap((assetId) => {
      const versionId = shown[assetId] ?? byId[assetId]?.latest.id;
      return versionId === undefined ? [] : [{ assetId, versionId }];
    });
}

export function currentDraft(studio: DraftState, assets: AssetsState): Draft {
  return {
    operation: studio.operation,
    values: studio.options[studio.operation] ?? {},
    targets: operations[studio.operation].input === 'none' ? [] : targetsOf(assets, studio.shown),
    reference: studio.reference && {
      assetId: studio.reference.assetId,
      versionId: studio.reference.versionId,
    },
    pin: studio.pin,
    acceptLosses: studio.acceptLosses,
  };
}

export function maskIsPainted(masks: StudioState['masks']): (id: VersionId) => boolean {
  return (id) => !isEmptyMask(masks[id] ?? []);
}

/** Sends the draft off; the results come as events. */
export async function run(): Promise<void> {
  const studio = useStudio.getState();
  const draft = currentDraft(studio, useAssets.getState());
  if (obstacleOf(draft, maskIsPainted(studio.masks)) !== null) {
    useStudio.setState({ tab: 'operation' });
    return;
  }
  const masks =
    operations[draft.operation].mask === 'required' ? await sendMasks(draft.targets) : new Map();
  await submitJobs(jobRequests(draft, masks));
  useStudio.setState({ tab: 'results' });
}

/** Stops what runs or waits for the image in the canvas. */
export async function cancelShown(): Promise<void> {
  const { focus } = useAssets.getState().selection;
  const open = jobsOfAsset(useJobs.getState(), focus).filter((job) => !isFinished(job));
  await cancelJobs(open.map((job) => job.id));
}

async function sendMasks(targets: readonly Target[]): Promise<ReadonlyMap<VersionId, BlobHash>> {
  const hashes = new Map<VersionId, BlobHash>();
  for (const { assetId, versionId } of targets) {
    const size = versionOf(assetId, versionId)?.facts;
    if (!size) continue;
    const png = await maskPng(useStudio.getState().masks[versionId] ?? [], size);
    hashes.set(versionId, await call('library.add-mask', { versionId, png }));
  }
  return hashes;
}

function versionOf(
  assetId: Target['assetId'],
  versionId: VersionId,
): Pick<Version, 'id' | 'facts'> | undefined {
  const { byId, details } = useAssets.getState();
  const latest = byId[assetId]?.latest;
  if (latest?.id === versionId) return latest;
  return details[assetId]?.versions.find((version) => version.id === versionId);
}
