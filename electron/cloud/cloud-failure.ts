import {
  type AuthError,
  type PostgrestError,
  isAuthPKCECodeVerifierMissingError,
  isAuthRetryableFetchError,
  isAuthSessionMissingError,
} from '@supabase/supabase-js';
import { z } from 'zod';
import { type AppErrorKind, type AppFailure, fail } from '../contract/app-error.ts';

/** Supabase Auth's error codes, in our words; any other is `cloud-refused`. */
const kindOfCode: Readonly<Record<string, AppErrorKind>> = {
  invalid_credentials: 'account-wrong-password',
  email_not_confirmed: 'account-not-confirmed',
  user_already_exists: 'account-exists',
  email_exists: 'account-exists',
  identity_already_exists: 'account-exists',
  single_identity_not_deletable: 'not-allowed',
  manual_linking_disabled: 'account-provider-failed',
  weak_password: 'account-weak-password',
  same_password: 'account-same-password',
  otp_expired: 'account-wrong-code',
  mfa_verification_failed: 'account-wrong-code',
  mfa_verification_rejected: 'account-wrong-code',
  mfa_challenge_expired: 'account-wrong-code',
  reauthentication_not_valid: 'account-wrong-code',
  reauthentication_needed: 'account-code-needed',
  reauth_nonce_missing: 'account-code-needed',
  insufficient_aal: 'account-second-factor-needed',
  over_email_send_rate_limit: 'account-too-often',
  over_request_rate_limit: 'account-too-often',
  flow_state_not_found: 'account-link-expired',
  flow_state_expired: 'account-link-expired',
  bad_code_verifier: 'account-link-expired',
  bad_oauth_state: 'account-provider-failed',
  bad_oauth_callback: 'account-provider-failed',
  provider_disabled: 'account-provider-failed',
  oauth_provider_not_supported: 'account-provider-failed',
  provider_email_needs_verification: 'account-provider-failed',
  user_banned: 'account-closed',
  user_not_found: 'account-closed',
  session_not_found: 'account-signed-out',
  session_expired: 'account-signed-out',
  refresh_token_not_found: 'account-signed-out',
  refresh_token_already_used: 'account-signed-out',
  bad_jwt: 'account-signed-out',
  no_authorization: 'account-signed-out',
  validation_failed: 'invalid-request',
  email_address_invalid: 'invalid-request',
  mfa_factor_name_conflict: 'invalid-request',
  too_many_enrolled_mfa_factors: 'invalid-request',
};

const reasonsSchema = z.object({ reasons: z.array(z.string().max(40)).max(10) });

/** What auth-js answered, as ours. The cause names the code alone: messages may quote what was sent. */
export function authFailure(error: AuthError): AppFailure {
  const cause = `${error.name} ${error.code ?? ''} ${error.status ?? ''}`.trim();
  if (isAuthRetryableFetchError(error)) return fail('cloud-unreachable', { cause });
  if (isAuthSessionMissingError(error)) return fail('account-signed-out', { cause });
  if (isAuthPKCECodeVerifierMissingError(error)) return fail('account-link-expired', { cause });
  const weak = reasonsSchema.safeParse(error);
  return fail(kindOfAuthCode(error.code), {
    cause,
    ...(weak.success ? { params: { reasons: weak.data.reasons.join(', ') } } : {}),
  });
}

export interface AuthAnswer {
  readonly data: unknown;
  readonly error: AuthError | null;
}

type DataOf<Answer extends AuthAnswer> = Extract<Answer, { readonly error: null }>['data'];

/** The data of an answer of auth-js. Throws what `authFailure` makes of its error. */
export function authData<Answer extends AuthAnswer>(answer: Answer): DataOf<Answer> {
  if (answer.error !== null) throw authFailure(answer.error);
  return answer.data;
}

/** The kind behind a code that came with a link instead of an answer. */
export function kindOfAuthCode(code: string | undefined): AppErrorKind {
  return kindOfCode[code ?? ''] ?? 'cloud-refused';
}

interface DataAnswer<Data> {
  readonly data: Data;
  readonly error: PostgrestError | null;
  readonly status: number;
}

/** The data of an answer of PostgREST. Throws `cloud-unreachable`, `account-signed-out`, … */
export function dataOf<Data>({ data, error, status }: DataAnswer<Data>): Data {
  if (error === null) return data;
  const kind = kindOfDetails[error.details] ?? kindOfStatus(status);
  throw fail(kind, { cause: `${error.code} (${status})` });
}

/** What our own functions in the database say beside their status. */
const kindOfDetails: Readonly<Record<string, AppErrorKind>> = {
  second_factor_required: 'account-second-factor-needed',
  device_revoked: 'account-signed-out',
  account_gone: 'account-closed',
};

function kindOfStatus(status: number): AppErrorKind {
  // postgrest-js answers 0 where fetch threw.
  if (status === 0 || status >= 500) return 'cloud-unreachable';
  if (status === 401) return 'account-signed-out';
  if (status === 403) return 'not-allowed';
  if (status === 429) return 'account-too-often';
  return 'cloud-refused';
}
