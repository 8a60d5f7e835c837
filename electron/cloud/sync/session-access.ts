import type { Renewal } from './connection.ts';

/** What the sync needs of a signed-in account. */
export interface SessionAccess {
  /**
   * The account's access token, renewed where it has expired; null: its session is over. Rejects
   * where nobody could be asked.
   */
  accessToken(): Promise<string | null>;
  /** Gets another token although this one looks good: the cloud refused it. */
  renew(): Promise<Renewal>;
}
