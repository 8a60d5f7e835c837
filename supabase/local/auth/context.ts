import type { AuthConfig } from '../config.ts';
import type { MailCatcher } from '../mail/catcher.ts';
import type { Pool } from '../postgres/database.ts';
import type { Tokens } from '../tokens.ts';
import type { BreachedPasswords } from './breached-passwords.ts';

/** What every part of /auth/v1 works with. */
export interface AuthContext {
  /** Connections as supabase_auth_admin. */
  readonly sql: Pool;
  readonly config: AuthConfig;
  readonly tokens: Tokens;
  readonly mail: MailCatcher;
  readonly breached: BreachedPasswords;
  readonly now: () => Date;
  /** Hears of what nobody expected: clients are not told what it was. */
  readonly report: (error: Error) => void;
  /** The gateway's base URL. */
  readonly apiUrl: string;
}

/** The issuer of users' tokens, and the base of the links in mails. */
export function authUrl({ apiUrl }: AuthContext): string {
  return `${apiUrl}/auth/v1`;
}
