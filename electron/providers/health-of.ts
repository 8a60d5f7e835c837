import type { AppErrorKind } from '../contract/app-error.ts';
import type { HealthStatus } from '../contract/providers.ts';
import type { ProviderFailure } from './provider.ts';

type AccountReason = Extract<HealthStatus, { status: 'account' }>['reason'];

const ACCOUNT_REASONS: Readonly<Partial<Record<AppErrorKind, AccountReason>>> = {
  'provider-bad-key': 'bad-key',
  'provider-no-credit': 'no-credit',
  'provider-forbidden': 'forbidden',
};

/** What a failed free call says about a provider: its account's matter, or its own. */
export function healthOf({ error }: ProviderFailure): HealthStatus {
  const reason = ACCOUNT_REASONS[error.kind];
  return reason === undefined
    ? { status: 'down', reason: error.kind }
    : { status: 'account', reason };
}
