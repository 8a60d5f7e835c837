import { createHash } from 'node:crypto';
import path from 'node:path';
import type { ConfigWarning } from '../../contract/config-channels.ts';
import type { ConfigChannel } from '../../contract/remote-config.ts';
import type { Log } from '../../monitor/log.ts';
import type { Clock } from '../../router/ports.ts';
import { type ConfigAdmin, createConfigAdmin } from './admin.ts';
import { type ConfigFollower, followConfig } from './follow.ts';
import { hearConfigHints } from './hints.ts';
import { lastGoodFile } from './last-good.ts';
import { pull } from './pull.ts';

export interface RemoteConfigOptions {
  /** The cloud's address and its publishable key. */
  readonly address: { readonly url: string; readonly key: string };
  readonly channel: ConfigChannel;
  /** A random id of this installation. */
  readonly installation: string;
  /** Where the last good document is kept. */
  readonly folder: string;
  readonly apply: (document: unknown) => ConfigWarning | null;
  /** Of the active account, for admins; null: nobody is signed in. */
  readonly accessToken: () => Promise<string | null>;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly onChange: () => void;
}

export interface RemoteConfig {
  readonly follower: Pick<ConfigFollower, 'status' | 'check'>;
  readonly admin: ConfigAdmin;
  /** The network has come back: hints were lost meanwhile. */
  wentOnline(): void;
  close(): Promise<void>;
}

/** Puts the last good document in force before it returns, then follows what is published. */
export function openRemoteConfig(options: RemoteConfigOptions): RemoteConfig {
  const { address, channel, fetch } = options;
  const source = {
    ...address,
    fetch,
    channel,
    installation: rolloutId(options.installation),
  };
  const follower = followConfig({
    ...options,
    pull: (tag) => pull(source, tag),
    lastGood: lastGoodFile(path.join(options.folder, 'remote-config.json'), {
      url: address.url,
      channel,
    }),
  });
  const hints = hearConfigHints({ ...address, channel, onHint: follower.hint });
  return {
    follower,
    admin: createConfigAdmin({
      ...address,
      fetch,
      accessToken: options.accessToken,
      now: options.clock.now,
    }),
    wentOnline: follower.hint,
    close: async () => {
      follower.stop();
      await hints.stop();
    },
  };
}

/** The same each time, and of no use to tell which account the installation belongs to. */
function rolloutId(installation: string): string {
  return createHash('sha256').update(`rollout ${installation}`).digest('hex').slice(0, 32);
}
