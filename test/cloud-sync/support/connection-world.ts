import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type Connection,
  type Effect,
  type SyncEvent,
  disconnected,
  isOut,
} from '../../../electron/cloud/sync/connection.ts';
import type { Failure } from '../../../electron/cloud/sync/failure.ts';
import { step } from '../../../electron/cloud/sync/step.ts';

const longestWaitMs = 60 * 60_000;

export const failure: fc.Arbitrary<Failure> = fc.oneof(
  fc.constantFrom<Failure>(
    { kind: 'network' },
    { kind: 'deadline' },
    { kind: 'garbled' },
    { kind: 'unauthorized' },
    { kind: 'device-revoked' },
    { kind: 'account-gone' },
    { kind: 'unfit', reason: 'too_large' },
    { kind: 'too-many-devices', allowed: 2 },
    { kind: 'storage', full: false },
    { kind: 'storage', full: true },
  ),
  fc.record({ kind: fc.constant('busy' as const), afterMs: fc.nat(1e12) }),
);

/** What happens from outside, and how a request that is out ends. */
export const happening = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom<SyncEvent>(
      { type: 'hinted' },
      { type: 'woke' },
      { type: 'asked' },
      { type: 'went-online' },
      { type: 'went-offline' },
      { type: 'looked-at', inUse: true },
      { type: 'looked-at', inUse: false },
    ),
  },
  // A change is recorded, with or without a word of it; the cloud hears one from another device.
  { weight: 2, arbitrary: fc.constantFrom('change', 'silent-change', 'news') },
  { weight: 3, arbitrary: fc.constant('answer') },
  { weight: 3, arbitrary: failure },
  {
    weight: 1,
    arbitrary: fc.constantFrom('renewed', 'unreachable', 'ended', 'second-factor'),
  },
);
export type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

/** The runner's place: does effects, and checks that no two requests are out. */
export class World {
  connection: Connection = disconnected;
  waiting = 0;
  /** Changes that the cloud has and this device has not heard. */
  unheard = 5;
  out: Exclude<Effect, { do: 'wake' | 'cut' }> | undefined;
  wasCut = false;
  timer: number | null = null;
  requests = 0;
  /** What the cloud saw when it was asked: its answer tells of no later news. */
  #seen = 0;
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  send(event: SyncEvent): void {
    const context = { now: 1, random: this.#random(), waiting: this.waiting };
    const taken = step(this.connection, event, context);
    this.connection = taken.connection;
    for (const effect of taken.effects) this.do(effect);
    assert.equal(this.out !== undefined, isOut(this.connection));
    const { phase, caughtUpAt, trouble } = this.connection;
    if (phase.name === 'idle')
      assert.ok(caughtUpAt !== null && trouble === null, 'rests too early');
  }

  do(effect: Effect): void {
    if (effect.do === 'wake') {
      this.timer = effect.inMs;
      if (effect.inMs !== null) {
        assert.ok(effect.inMs >= 0 && effect.inMs <= longestWaitMs, `waits ${effect.inMs} ms`);
      }
    } else if (effect.do === 'cut') {
      this.wasCut = true;
    } else {
      assert.equal(this.out, undefined, 'two requests are out');
      this.out = effect;
      this.wasCut = false;
      this.#seen = this.unheard;
      this.requests += 1;
    }
  }

  end(event: SyncEvent): void {
    this.out = undefined;
    this.send(event);
  }

  /** As a cloud without faults answers. */
  answer(): void {
    const { out } = this;
    if (out === undefined) return;
    if (this.wasCut) {
      this.end({ type: 'failed', failure: { kind: 'cut' }, size: 1 });
      return;
    }
    switch (out.do) {
      case 'push': {
        const sent = Math.min(out.limit, this.waiting);
        this.waiting -= sent;
        this.unheard += sent;
        this.end({ type: 'pushed', sent });
        break;
      }
      case 'refuse':
        this.waiting -= 1;
        this.end({ type: 'pushed', sent: 1 });
        break;
      case 'pull': {
        const heard = Math.min(out.limit, this.#seen);
        this.unheard -= heard;
        this.end({ type: 'pulled', more: heard < this.#seen });
        break;
      }
      case 'renew':
        this.end({ type: 'renewed', outcome: 'renewed' });
        break;
    }
  }

  happen(what: Happening): void {
    if (what === 'change' || what === 'silent-change') {
      this.waiting += 1;
      if (what === 'change') this.send({ type: 'recorded' });
    } else if (what === 'news') {
      this.unheard += 1;
    } else if (what === 'answer') {
      this.answer();
    } else if (typeof what === 'string') {
      if (this.out?.do === 'renew') this.end({ type: 'renewed', outcome: what });
    } else if ('type' in what) {
      this.send(what);
    } else if (this.out?.do === 'push' || this.out?.do === 'pull') {
      const size = this.out.do === 'push' ? Math.min(this.out.limit, this.waiting) : this.out.limit;
      this.end({ type: 'failed', failure: what, size });
    }
  }

  /** Answers come, and nothing else, until none is awaited. */
  finish(): void {
    for (let turn = 0; turn < 1000 && this.out !== undefined; turn += 1) this.answer();
  }

  /** Faults have stopped: only the timer and answers from here, until it has rested once. */
  settle(): void {
    for (let rests = 0; rests < 3; rests += 1) {
      this.finish();
      if (this.timer !== null) this.send({ type: 'woke' });
    }
    this.finish();
  }
}
