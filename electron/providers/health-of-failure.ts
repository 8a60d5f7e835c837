import type { HealthStatus } from '../contract/providers.ts';
import type { ProviderFailure } from './provider.ts';

/** What a failed free call says about a provider: the account needs its owner, or it is down. */
export function healthOfFailure({ error }: ProviderFailure): HealthStatus {
  if (error.kind === 'provider-bad-key') return { status: 'account', reason: 'bad-key' };
  if (error.kind === 'provider-no-credit') return { status: 'account', reason: 'no-credit' };
  if (error.kind === 'provider-forbidden') return { status: 'account', reason: 'forbidden' };
  return { status: 'down', reason: error.kind };
}
