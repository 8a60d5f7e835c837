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
  listen(hinted: () => void): void;
  /** Leaves the channel; nothing is said any more. */
  stop(): Promise<void>;
}

export interface HintParts {
  readonly supabase: SupabaseClient;
  readonly account: AccountId;
  /** Whose own pushes are no news. */
  readonly device: string;
  readonly timers: Timers;
  readonly random: () => number;
  /** The account has signed this device out from another one. */
  readonly onRevoked: () => void;
}

/** Hints that come together are one. */
const gatherMs = 100;

/** What leaving in order may take. */
const leaveMs = 500;

const payloadSchema = z.object({ device: z.string() });

/**
 * The account's private channel of broadcasts.
 *
 *   listen ──▶ joining ──▶ joined ── socket lost, refused ──▶ (the library joins again by itself)
 *                ▲                          │ closed by the cloud
 *                └──────── backoff ─────────┘
 *
 * Having joined is a hint too: what was said before was not heard.
 */
export function createHints(parts: HintParts): Hints {
  const { supabase, account, device, timers, random, onRevoked } = parts;
  let channel: RealtimeChannel | undefined;
  let failures = 0;
  let cancelGather: (() => void) | undefined;
  let cancelReopen: (() => void) | undefined;
  let hinted: (() => void) | undefined;

  function gather(): void {
    if (hinted === undefined) return;
    cancelGather ??= timers.after(gatherMs, () => {
      cancelGather = undefined;
      hinted?.();
    });
  }

  /** The token that the next join shows; without one it is refused and tried again. */
  function showToken(): void {
    supabase.realtime.setAuth().catch(() => undefined);
  }

  async function open(): Promise<void> {
    await supabase.realtime.setAuth().catch(() => undefined);
    if (hinted === undefined) return;
    const opened = supabase.channel(`user:${account}`, { config: { private: true } });
    channel = opened;
    opened
      .on('broadcast', { event: 'sync' }, ({ payload }) => {
        if (payloadSchema.safeParse(payload).data?.device !== device) gather();
      })
      .on('broadcast', { event: 'device_revoked' }, ({ payload }) => {
        if (payloadSchema.safeParse(payload).data?.device === device) onRevoked();
      })
      .subscribe((status) => {
        if (channel !== opened) return;
        switch (status) {
          case states.SUBSCRIBED:
            failures = 0;
            return gather();
          case states.TIMED_OUT:
          case states.CHANNEL_ERROR:
            return showToken();
          case states.CLOSED:
            return reopen();
        }
      });
  }

  function reopen(): void {
    channel = undefined;
    failures += 1;
    cancelReopen = timers.after(retryWaitMs(failures, random(), 0), () => void open());
  }

  return {
    listen(listener) {
      hinted = listener;
      void open();
    },
    async stop() {
      hinted = undefined;
      cancelGather?.();
      cancelReopen?.();
      const left = channel;
      channel = undefined;
      await left?.unsubscribe(leaveMs);
      await supabase.realtime.disconnect();
    },
  };
}
