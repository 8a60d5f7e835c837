import type { AccountId } from '../../contract/account.ts';
import type { Replica } from '../../outbox/replica.ts';
import { createCloudClient } from './cloud-client.ts';
import { createHints } from './hints.ts';
import type { SessionAccess } from './session-access.ts';
import { type Sync, type SyncLoopParts, createSync } from './sync-loop.ts';
import { createTransport } from './transport.ts';

export interface SyncParts extends Pick<SyncLoopParts, 'online' | 'onStatus' | 'log' | 'timers'> {
  /** Base address of the cloud, and its publishable key. */
  readonly url: string;
  readonly key: string;
  readonly account: AccountId;
  /** This installation's id, a UUID. */
  readonly device: string;
  readonly session: SessionAccess;
  readonly replica: Replica;
  /** 0 up to, but not, 1. */
  readonly random: () => number;
  readonly fetch: typeof fetch;
  /** The account has signed this device out from another one; a hint like the others. */
  readonly onRevoked: () => void;
  /** What the account may use has changed; no concern of the sync's, but the channel is the same. */
  readonly onEntitlement: () => void;
}

/** Keeps an account's outbox and mirror on this device in step with the cloud until it is stopped. */
export function openSync(parts: SyncParts): Sync {
  const { account, device, session, timers } = parts;
  const connect = () => createCloudClient({ ...parts, accessToken: session.accessToken });
  const transport = createTransport({ client: connect(), session, account, device, timers });
  const hints = createHints({ ...parts, connect: () => connect().supabase });
  return createSync({ ...parts, transport, hints });
}
