import { localScope } from '../contract/account.ts';
import { accountChannels } from '../contract/account-channels.ts';
import { fail } from '../contract/app-error.ts';
import { type BillingState, billingChannels } from '../contract/billing.ts';
import { syncChannels } from '../contract/sync.ts';
import type { CloudHandlers } from './cloud-handlers.ts';

const nothingSold: BillingState = {
  entitlement: null,
  plans: [],
  packs: [],
  selling: null,
  checkout: 'none',
  problem: null,
};

/** Answers for a build that names no cloud: all work stays on this device. */
export function noCloudHandlers(): CloudHandlers {
  const refuse = (): never => {
    throw fail('cloud-none');
  };
  const names = [accountChannels, syncChannels, billingChannels].flatMap(Object.keys);
  const refusing = Object.fromEntries(names.map((name) => [name, refuse]));
  return {
    ...(refusing as unknown as CloudHandlers),
    'account.state': () => ({
      cloud: false,
      active: localScope,
      accounts: [],
      identityProviders: [],
      sessionsPersist: false,
      inBrowser: null,
    }),
    'account.switch': () => undefined,
    'billing.state': () => nothingSold,
    'billing.refresh': () => nothingSold,
    'sync.status': () => ({ state: 'off' }),
    'sync.refused': () => [],
    'sync.elsewhere-assets': () => ({ total: 0, assets: [] }),
    'sync.elsewhere-jobs': () => ({ total: 0, jobs: [] }),
    'sync.bring-along-offer': () => null,
  };
}
