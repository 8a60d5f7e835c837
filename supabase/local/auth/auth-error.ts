/** The error codes of Supabase Auth that this cloud answers with. */
export type AuthErrorCode =
  | 'bad_code_verifier'
  | 'bad_json'
  | 'bad_jwt'
  | 'bad_oauth_callback'
  | 'bad_oauth_state'
  | 'conflict'
  | 'email_exists'
  | 'email_not_confirmed'
  | 'flow_state_expired'
  | 'flow_state_not_found'
  | 'hook_payload_invalid_content_type'
  | 'identity_already_exists'
  | 'identity_not_found'
  | 'insufficient_aal'
  | 'invalid_credentials'
  | 'manual_linking_disabled'
  | 'mfa_challenge_expired'
  | 'mfa_factor_name_conflict'
  | 'mfa_factor_not_found'
  | 'mfa_ip_address_mismatch'
  | 'mfa_totp_enroll_not_enabled'
  | 'mfa_totp_verify_not_enabled'
  | 'mfa_verification_failed'
  | 'no_authorization'
  | 'not_admin'
  | 'otp_disabled'
  | 'otp_expired'
  | 'over_email_send_rate_limit'
  | 'over_request_rate_limit'
  | 'provider_disabled'
  | 'reauthentication_needed'
  | 'reauthentication_not_valid'
  | 'refresh_token_already_used'
  | 'refresh_token_not_found'
  | 'same_password'
  | 'session_expired'
  | 'session_not_found'
  | 'signup_disabled'
  | 'single_identity_not_deletable'
  | 'too_many_enrolled_mfa_factors'
  | 'unexpected_failure'
  | 'user_already_exists'
  | 'user_banned'
  | 'user_not_found'
  | 'validation_failed'
  | 'weak_password';

export interface AuthErrorDetails {
  readonly status: 400 | 401 | 403 | 404 | 409 | 422 | 429 | 500;
  readonly code: AuthErrorCode;
  readonly message: string;
  /** Further fields of the answer, beside `code` and `message`. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** An answer that is not a success, with the status and code that auth-js knows. */
export class AuthError extends Error {
  readonly details: AuthErrorDetails;

  constructor(details: AuthErrorDetails) {
    super(details.message);
    this.name = 'AuthError';
    this.details = details;
  }
}

export function refuse(
  status: AuthErrorDetails['status'],
  code: AuthErrorCode,
  message: string,
): AuthError {
  return new AuthError({ status, code, message });
}
