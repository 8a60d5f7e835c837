import { operations } from '../../electron/contract/operations.ts';
import { hasMask, renderMasks, useMasks } from '../masking/mask-store.ts';
import { useAssets } from '../stores/assets.ts';
import { isFinished, jobsOfAsset } from '../stores/job-board.ts';
import { cancelJobs, submitJobs, useJobs } from '../stores/jobs.ts';
import { type Draft, type Target, jobRequests, obstacleOf } from './job-requests.ts';
import { makesVariants } from '../variants/variant-set.ts';
import { compareVariants, useVariants } from '../variants/variant-store.ts';
import { showVersion, useStudio } from './store.ts';

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

export function currentDraft(studio: DraftState, assets: AssetsState, wanted: number): Draft {
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
    variants: makesVariants(studio.operation) ? wanted : 1,
  };
}

/** Sends the draft off; the results come as events. */
export async function run(): Promise<void> {
  const studio = useStudio.getState();
  const assets = useAssets.getState();
  const draft = currentDraft(studio, assets, useVariants.getState().wanted);
  if (obstacleOf(draft, hasMask(useMasks.getState().masks)) !== null) {
    useStudio.setState({ tab: 'operation' });
    return;
  }
  const masks =
    operations[draft.operation].mask === 'required'
      ? await renderMasks(draft.targets.map(({ versionId }) => versionId))
      : new Map();
  const jobs = await submitJobs(jobRequests(draft, masks));
  const first = jobs.find(({ request }) => request.input?.assetId === assets.selection.focus);
  const set = first?.request.variant?.set;
  if (set === undefined) {
    useStudio.setState({ tab: 'results' });
    return;
  }
  // Until one is chosen, what comes next works on what these are made of.
  for (const { assetId, versionId } of draft.targets) showVersion(assetId, versionId);
  compareVariants(set);
}

/** Stops what runs or waits for the image in the canvas. */
export async function cancelShown(): Promise<void> {
  const { focus } = useAssets.getState().selection;
  const open = jobsOfAsset(useJobs.getState(), focus).filter((job) => !isFinished(job));
  await cancelJobs(open.map((job) => job.id));
}
