import type { Timestamp } from '../../contract/ids.ts';
import type { RefusalReason } from '../../contract/sync.ts';
import type { Failure } from './failure.ts';
import { fullBatch } from './waits.ts';

/**
 * The connection of one account's outbox and mirror with the cloud.
 *
 *                                    a change, a hint, the timer
 *                                 ┌───────────────────────────────┐
 *                                 ▼                               │
 *   offline ── network ──▶ pushing ⇄ pulling ── nothing left ──▶ idle
 *      ▲                    │ ▲   │ ▲   │
 *      │                401 │ │   │ │   └─── revoked, gone ────▶ needs-you
 *      │                    ▼ │   │ └─ time has come ─┐             ▲  │ the user asks, or the timer
 *      │                 renewing └── failed ─▶ waiting             │  │ where a sign-in is wanted
 *      │                    └──────── no session, 401 again ────────┘  ▼
 *      └── no network, from each but needs-you                  pushing ⇄ pulling
 *
 * From everywhere: stopped, by way of `stopping` where a request is out. While one is out (pushing,
 * pulling, renewing) nothing but its answer changes the phase, so there is never a second one; what
 * must not wait for it cuts it, and then its answer is `cut`. Sleep is a network that goes, waking
 * one that comes.
 */
export interface Connection {
  readonly phase: Phase;
  /** What the system says of the network; wrong at times, so it is tried now and then all the same. */
  readonly online: boolean;
  /** The window is there to be looked at. */
  readonly inUse: boolean;
  /** The cloud may know more than this device. */
  readonly toPull: boolean;
  /** How many operations or changes are asked for at once. */
  readonly batch: number;
  /** Failures since something last went well. */
  readonly failures: number;
  /** Another token was got since something last went well: it is not asked for twice. */
  readonly renewed: boolean;
  /** What is shown while it is tried again by itself, until something goes well. */
  readonly trouble: Trouble | null;
  /** When all was heard; null: that was before something went wrong. */
  readonly caughtUpAt: Timestamp | null;
}

export type SignInReason = 'sign-in' | 'second-factor';

export type Phase =
  | { readonly name: 'idle' | 'pushing' | 'pulling' | 'renewing' }
  | Trouble
  | { readonly name: 'stopping' | 'stopped' };

export type Trouble =
  | { readonly name: 'offline' }
  | { readonly name: 'waiting'; readonly for: 'unreachable' | 'busy'; readonly until: Timestamp }
  | {
      readonly name: 'needs-you';
      readonly reason: SignInReason | 'signed-out-elsewhere' | 'account-gone' | 'disk-full';
    }
  | {
      readonly name: 'needs-you';
      readonly reason: 'too-many-devices';
      readonly allowed: number | null;
    };

export type SyncEvent =
  /** Recorded: a change was written here. Hinted: there may be more to hear. Woke: the timer. */
  | { readonly type: 'recorded' | 'hinted' | 'woke' }
  /** The user asks, or has signed in again. */
  | { readonly type: 'asked' }
  | { readonly type: 'went-online' | 'went-offline' }
  | { readonly type: 'looked-at'; readonly inUse: boolean }
  /** The answers to effects. `sent`: 0 where nothing waited after all. */
  | { readonly type: 'pushed'; readonly sent: number }
  | { readonly type: 'pulled'; readonly more: boolean }
  | { readonly type: 'renewed'; readonly outcome: Renewal }
  /** `size`: how many operations were sent, or changes asked for. */
  | { readonly type: 'failed'; readonly failure: Failure; readonly size: number }
  | { readonly type: 'stopped' };

/** What became of asking for another token. */
export type Renewal = 'renewed' | 'unreachable' | 'ended' | 'second-factor';

export type Effect =
  | { readonly do: 'push' | 'pull'; readonly limit: number }
  | { readonly do: 'renew' }
  /** Gives up the one operation that was sent last; answered like a push. */
  | { readonly do: 'refuse'; readonly reason: RefusalReason }
  /** Cuts the request that is out; its answer still comes. */
  | { readonly do: 'cut' }
  /** Sets the one timer; null: none. */
  | { readonly do: 'wake'; readonly inMs: number | null };

export interface StepContext {
  readonly now: Timestamp;
  /** 0 up to, but not, 1. */
  readonly random: number;
  /** Operations that wait to be sent. */
  readonly waiting: number;
}

export interface Step {
  readonly connection: Connection;
  readonly effects: readonly Effect[];
}

export const disconnected: Connection = {
  phase: { name: 'offline' },
  online: false,
  inUse: true,
  toPull: true,
  batch: fullBatch,
  failures: 0,
  renewed: false,
  trouble: null,
  caughtUpAt: null,
};

/** Whether a request is out, whose answer is awaited. */
export function isOut({ phase }: Connection): boolean {
  switch (phase.name) {
    case 'pushing':
    case 'pulling':
    case 'renewing':
    case 'stopping':
      return true;
    case 'offline':
    case 'idle':
    case 'waiting':
    case 'needs-you':
    case 'stopped':
      return false;
  }
}
