import type { AppEvent } from '../electron/contract/events.ts';
import { receiveAccountEvent, useAccount } from './account/account-store.ts';
import { onEvent } from './bridge.ts';
import { commandById } from './commands.ts';
import { loadCollections } from './library/collections-store.ts';
import { receiveElsewhereEvent } from './library/elsewhere-store.ts';
import { receiveLinkEvent } from './links/link-store.ts';
import { followCredits, receiveBillingEvent } from './plans/plans-store.ts';
import { receiveRecipeEvent } from './recipes/recipes-store.ts';
import { showOtherLibrary } from './show-library.ts';
import { receiveAssetEvent } from './stores/assets.ts';
import { receiveConfigurationEvent } from './stores/configuration.ts';
import { receiveJobEvent, useJobs } from './stores/jobs.ts';
import { receiveSessionEvent } from './stores/session.ts';
import { attempt } from './stores/toasts.ts';
import { receiveIngestEvent } from './studio/ingest.ts';
import { showNewResult } from './studio/new-result.ts';
import { receiveSyncEvent } from './sync/sync-store.ts';
import { forgetReference } from './studio/reference.ts';

/** Hands each event of the main process to the stores; returns a function that stops. */
export function followEvents(): () => void {
  return onEvent(receive);
}

function receive(event: AppEvent): void {
  switch (event.type) {
    case 'job-changed': {
      const before = useJobs.getState().byId[event.job.id];
      receiveJobEvent(event);
      if (before?.state.status !== 'done') {
        showNewResult(event.job);
        attempt(() => followCredits(event.job));
      }
      break;
    }
    case 'jobs-removed':
    case 'job-progress':
    case 'job-text':
    case 'job-partial-image':
      receiveJobEvent(event);
      break;
    case 'asset-changed':
      receiveAssetEvent(event);
      break;
    case 'assets-removed':
      receiveAssetEvent(event);
      forgetReference(event.assetIds);
      break;
    case 'collections-changed':
      attempt(loadCollections);
      break;
    case 'ingest-progress':
      receiveIngestEvent(event);
      break;
    case 'settings-changed':
    case 'providers-changed':
    case 'budget-changed':
      receiveSessionEvent(event);
      break;
    case 'account-changed': {
      const before = useAccount.getState().state?.active;
      receiveAccountEvent(event);
      if (before !== undefined && before !== event.state.active) showOtherLibrary();
      break;
    }
    case 'account-link':
      receiveAccountEvent(event);
      break;
    case 'link-asked':
    case 'link-refused':
      receiveLinkEvent(event);
      break;
    case 'sync-changed':
    case 'bring-along-offered':
      receiveSyncEvent(event);
      break;
    case 'config-changed':
      attempt(() => receiveConfigurationEvent(event));
      break;
    case 'billing-changed':
      receiveBillingEvent(event);
      break;
    case 'elsewhere-changed':
      receiveElsewhereEvent(event);
      break;
    case 'recipes-changed':
    case 'batch-changed':
    case 'batch-removed':
      receiveRecipeEvent(event);
      break;
    case 'command': {
      const command = commandById(event.command);
      if (command && (command.when?.() ?? true)) attempt(async () => command.run());
      break;
    }
  }
}
