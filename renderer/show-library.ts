import { forgetElsewhere } from './library/elsewhere-store.ts';
import { forgetLibrary } from './library/library-store.ts';
import { useMasks } from './masking/mask-store.ts';
import { forgetEstimates } from './queue/estimates.ts';
import { useQueue } from './queue/queue-store.ts';
import { loadRecipes, useRecipes } from './recipes/recipes-store.ts';
import { loadAssets, useAssets } from './stores/assets.ts';
import { loadJobs, useJobs } from './stores/jobs.ts';
import { loadSession } from './stores/session.ts';
import { nextLibrary } from './stores/shown-library.ts';
import { attempt } from './stores/toasts.ts';
import { useIngest } from './studio/ingest.ts';
import { useStudio } from './studio/store.ts';
import { loadSync } from './sync/sync-store.ts';

/** Another account's library: everything of the one before goes at once, then the new one is read. */
export function showOtherLibrary(): void {
  nextLibrary();
  useAssets.setState(useAssets.getInitialState(), true);
  useJobs.setState(useJobs.getInitialState(), true);
  useQueue.setState({ active: null, moved: null });
  useIngest.setState(useIngest.getInitialState(), true);
  useMasks.setState(
    ({ tool, mode, brush }) => ({
      ...useMasks.getInitialState(),
      tool,
      mode,
      brush,
    }),
    true,
  );
  // The canvas keeps its place; prompts and receipts are the other account's.
  useStudio.setState(({ port }) => ({ ...useStudio.getInitialState(), port }), true);
  forgetLibrary();
  forgetElsewhere();
  forgetEstimates();
  useRecipes.setState(useRecipes.getInitialState(), true);
  attempt(loadRecipes);
  attempt(loadSession);
  attempt(loadAssets);
  attempt(loadJobs);
  attempt(loadSync);
}
