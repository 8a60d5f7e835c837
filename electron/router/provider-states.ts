import type { OperationId } from '../contract/operations.ts';
import type { Capability, ProviderId } from '../contract/providers.ts';
import type { Timestamp } from '../contract/ids.ts';
import type { FailureDetails, RateState } from '../providers/provider.ts';
import {
  type Breaker,
  afterAnswer,
  afterProbe,
  healthyBreaker,
  isProbeDue,
  isSickness,
} from './breaker.ts';
import { createLatencies } from './latency.ts';
import { type Bucket, afterHeaders, afterRetryAfter, openBucket, take, waitMs } from './limiter.ts';
import type { RouterPorts } from './ports.ts';

/** What the router has learnt about its providers since the app was started; latencies outlive it. */
export interface ProviderStates {
  medianMs(provider: ProviderId, capability: Capability): number | null;
  isOpen(provider: ProviderId): boolean;
  isProbeDue(provider: ProviderId): boolean;
  /** When the breaker may be probed; null where it is closed. */
  probeAt(provider: ProviderId): Timestamp | null;
  /** How long the provider's rate limit asks to wait, in milliseconds. */
  limitedForMs(provider: ProviderId): number;
  /** Takes a request's token, be it one that is still to come. */
  take(provider: ProviderId): void;
  succeeded(answer: Answer): void;
  failed(provider: ProviderId, failure: FailureDetails): void;
  probed(provider: ProviderId, healthy: boolean): void;
}

export interface Answer {
  readonly provider: ProviderId;
  readonly operation: OperationId;
  readonly model: string;
  readonly ms: number;
  readonly rate: RateState | undefined;
}

export function createProviderStates({
  clock,
  latencies: store,
  monitor,
}: Pick<RouterPorts, 'clock' | 'latencies' | 'monitor'>): ProviderStates {
  const latencies = createLatencies(store);
  const breakers = new Map<ProviderId, Breaker>();
  const buckets = new Map<ProviderId, Bucket>();
  const breakerOf = (provider: ProviderId): Breaker => breakers.get(provider) ?? healthyBreaker;
  const bucketOf = (provider: ProviderId): Bucket => buckets.get(provider) ?? openBucket;

  function setBreaker(provider: ProviderId, next: Breaker): void {
    const changed = breakerOf(provider).state !== next.state;
    breakers.set(provider, next);
    if (changed) monitor({ type: 'breaker-changed', provider, open: next.state === 'open' });
  }

  function heedRate(provider: ProviderId, rate: RateState | undefined): void {
    if (rate !== undefined)
      buckets.set(provider, afterHeaders(bucketOf(provider), rate, clock.now()));
  }

  return {
    medianMs: (provider, { operation, model }) =>
      latencies.median(latencyKey(provider, operation, model)),
    isOpen: (provider) => breakerOf(provider).state === 'open',
    isProbeDue: (provider) => isProbeDue(breakerOf(provider), clock.now()),
    probeAt(provider) {
      const breaker = breakerOf(provider);
      return breaker.state === 'open' ? breaker.until : null;
    },
    limitedForMs: (provider) => waitMs(bucketOf(provider), clock.now()),
    take: (provider) => buckets.set(provider, take(bucketOf(provider), clock.now())),
    succeeded({ provider, operation, model, ms, rate }) {
      latencies.record(latencyKey(provider, operation, model), ms);
      setBreaker(provider, afterAnswer(breakerOf(provider), true, clock.now()));
      heedRate(provider, rate);
    },
    failed(provider, failure) {
      if (isSickness(failure))
        setBreaker(provider, afterAnswer(breakerOf(provider), false, clock.now()));
      heedRate(provider, failure.rate);
      if (failure.class === 'wait' && failure.retryAfterMs !== undefined) {
        buckets.set(
          provider,
          afterRetryAfter(bucketOf(provider), failure.retryAfterMs, clock.now()),
        );
      }
    },
    probed: (provider, healthy) =>
      setBreaker(provider, afterProbe(breakerOf(provider), healthy, clock.now())),
  };
}

function latencyKey(provider: ProviderId, operation: OperationId, model: string): string {
  return `${provider}/${operation}/${model}`;
}
