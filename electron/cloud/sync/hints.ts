import {
  REALTIME_SUBSCRIBE_STATES as states,
  type RealtimeChannel,
  type SupabaseClient,
} from '@supabase/supabase-js';
import { z } from 'zod';
import type { AccountId } from '../../contract/account.ts';
import type { Timers } from './timers.ts';
import { retryWaitMs } from './waits.ts';

/** Word that the cloud may know more. It may be lost, doubled, early or wrong, and harms never. */
export interface Hints {
  /** Does nothing where it listens already. */
  listen(hinted: () => void): void;
  /** Nothing is said from now on; resolves when nothing is left of it. */
  leave(): Promise<void>;
}

export interface HintParts {
  /** A client of its own for each time of listening: leaving one and joining anew do not meet. */
  readonly connect: () => SupabaseClient;
  readonly account: AccountId;
  /** Whose own pushes are no news. */
  readonly device: string;
  readonly timers: Timers;
  readonly random: () => number;
  /** The account has signed this device out from another one. */
  readonly onRevoked: () => void;
  /** What the account may use has changed. */
  readonly onEntitlement: () => void;
}

/** Hints that come together are one. */
const gatherMs = 100;
/** What leaving in order may take. */
const leaveMs = 500;

const payloadSchema = z.object({ device: z.string() });

/** The account's private channel of broadcasts. */
export function createHints(parts: HintParts): Hints {
  let listening: Listening | undefined;
  let left = Promise.resolve();

  return {
    listen: (hinted) => (listening ??= listen(parts, hinted)),
    leave() {
      const leaving = listening;
      listening = undefined;
      if (leaving !== undefined) left = Promise.all([left, leaving.leave()]).then(() => undefined);
      return left;
    },
  };
}

interface Listening {
  leave(): Promise<void>;
}

/**
 *   joining ──▶ joined ── socket lost, refused ──▶ (the library joins again by itself)
 *      ▲           │ closed by the cloud
 *      └─ backoff ─┘
 *
 * Having joined is a hint too: what was said before was not heard.
 */
function listen(parts: HintParts, hinted: () => void): Listening {
  const { account, device, timers, random, onRevoked, onEntitlement } = parts;
  const { realtime } = parts.connect();
  let channel: RealtimeChannel | undefined;
  let failures = 0;
  let hasLeft = false;
  let cancelGather: (() => void) | undefined;
  let cancelReopen: (() => void) | undefined;

  function gather(): void {
    cancelGather ??= timers.after(gatherMs, () => {
      cancelGather = undefined;
      hinted();
    });
  }

  /** Without one that counts, the next join is refused and tried again. */
  function showToken(): Promise<void> {
    return realtime.setAuth().catch(() => undefined);
  }

  async function open(): Promise<void> {
    await showToken();
    if (hasLeft) return;
    const opened = realtime.channel(`user:${account}`, { config: { private: true } });
    channel = opened;
    opened
      .on('broadcast', { event: 'sync' }, ({ payload }) => {
        if (payloadSchema.safeParse(payload).data?.device !== device) gather();
      })
      .on('broadcast', { event: 'device_revoked' }, ({ payload }) => {
        if (payloadSchema.safeParse(payload).data?.device === device) onRevoked();
      })
      .on('broadcast', { event: 'entitlement' }, onEntitlement)
      .subscribe((status) => {
        if (channel !== opened) return;
        switch (status) {
          case states.SUBSCRIBED:
            failures = 0;
            return gather();
          case states.TIMED_OUT:
          case states.CHANNEL_ERROR:
            return void showToken();
          case states.CLOSED:
            return reopen();
        }
      });
  }

  function reopen(): void {
    channel = undefined;
    failures += 1;
    cancelReopen = timers.after(retryWaitMs(failures, random(), 0), () => {
      open().catch(reopen);
    });
  }

  open().catch(reopen);
  return {
    async leave() {
      hasLeft = true;
      cancelGather?.();
      cancelReopen?.();
      const left = channel;
      channel = undefined;
      await left?.unsubscribe(leaveMs);
      await realtime.disconnect();
    },
  };
}
