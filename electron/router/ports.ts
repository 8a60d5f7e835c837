import type { AppError } from '../contract/app-error.ts';
import type { AttemptId, JobId, Timestamp } from '../contract/ids.ts';
import type { MicroUsd } from '../contract/money.ts';
import type { OperationId } from '../contract/operations.ts';
import type { PriceList } from '../contract/price-list.ts';
import type { ProviderId } from '../contract/providers.ts';
import type { AttemptRecord } from '../contract/receipt.ts';
import type { ResolvedSettings } from '../contract/resolved-settings.ts';
import type { ImageService } from '../images/image-service.ts';
import type { AiProvider } from '../providers/provider.ts';
import type { RunOutput } from './route-request.ts';

/** Everything that the router needs from outside. What is called durable is on disk when it returns. */
export interface RouterPorts {
  readonly clock: Clock;
  /** 0 up to, but not, 1. */
  random(): number;
  newAttemptId(): AttemptId;
  /** In any order. */
  providers(): readonly ConnectedProvider[];
  settings(): RouterSettings;
  prices(): PriceList;
  online(): boolean;
  readonly images: Pick<ImageService, 'prepare' | 'verify'>;
  /** Makes a folder of the attempt's own; the job's folders are deleted when its result is saved. */
  temporaryFolder(owner: { readonly jobId: JobId; readonly attemptId: AttemptId }): Promise<string>;
  /** What is written within is durable as one when it returns; nothing of it where `work` throws. */
  transaction<Value>(work: () => Value): Value;
  readonly journal: Journal;
  readonly budget: BudgetStore;
  readonly accounts: AccountStore;
  readonly cache: CacheStore;
  readonly latencies: LatencyStore;
  monitor(event: RouterEvent): void;
}

export type RouterSettings = Pick<
  ResolvedSettings,
  | 'policy'
  | 'providerOrder'
  | 'disabledProviders'
  | 'onDeviceOnly'
  | 'preferredModels'
  | 'budgets'
  | 'hedge'
  | 'cacheResults'
>;

export interface Clock {
  now(): Timestamp;
  /** Resolves after so many milliseconds; resolves early, and frees its timer, when the signal aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export interface ConnectedProvider {
  readonly provider: AiProvider;
  /** Has what it needs: a key, an address, its models. */
  readonly configured: boolean;
  readonly simulated: boolean;
  /** Works on this machine: no image leaves it, and no consent or network is needed. */
  readonly local: boolean;
}

/** Remembers what was sent, so that a crash never leads to a second payment. */
export interface Journal {
  /** Durable: commits the attempt as `sending` before the request may leave. */
  begin(attempt: JournalledAttempt): void;
  /** Durable: the provider's own id of an accepted job, by which its result can be fetched later. */
  remoteId(attemptId: AttemptId, remoteId: string): void;
  /** Durable. `mayHaveBilled`: sent, and no word about money came back. */
  finish(record: AttemptRecord, mayHaveBilled: boolean): void;
}

export interface JournalledAttempt {
  readonly id: AttemptId;
  readonly jobId: JobId;
  readonly provider: ProviderId;
  readonly model: string;
  readonly operation: OperationId;
  readonly startedAt: Timestamp;
  /** The most it may cost, µ$. */
  readonly reserved: MicroUsd;
}

/**
 * The entries behind the budgets, one an attempt:
 *   reserved → settled   what it cost is known
 *            → released  nothing was billed
 *            → held      may have been billed; counts until the user (or a recovery) settles or releases it
 */
export interface BudgetStore {
  /** Sums over the entries of a day and of a month, as `reserve` wrote them. */
  totals(period: BudgetPeriod): { readonly day: PeriodTotals; readonly month: PeriodTotals };
  /** Durable. */
  reserve(entry: BudgetEntry): void;
  /** Durable. */
  settle(attemptId: AttemptId, cost: MicroUsd): void;
  /** Durable. */
  release(attemptId: AttemptId): void;
  /** Durable. */
  hold(attemptId: AttemptId): void;
}

/** Local calendar: `2026-11-22` and `2026-11`. */
export interface BudgetPeriod {
  readonly day: string;
  readonly month: string;
}

/** µ$. `reserved` counts held entries too. */
export interface PeriodTotals {
  readonly spent: MicroUsd;
  readonly reserved: MicroUsd;
}

export interface BudgetEntry {
  readonly attemptId: AttemptId;
  readonly provider: ProviderId;
  readonly amount: MicroUsd;
  readonly period: BudgetPeriod;
}

/**
 * The account breaker: closed by a bad key, an empty account or a spend cap, and opened by the user
 * alone (a new key, an explicit reset), never by time.
 */
export interface AccountStore {
  isClosed(provider: ProviderId): boolean;
  /** Durable. */
  close(provider: ProviderId, error: AppError): void;
}

export interface CachedResult {
  readonly output: RunOutput;
  readonly seed: number | null;
}

/** Earlier results; it may forget any of them. Never rejects: a failure of its own is a miss. */
export interface CacheStore {
  /** Keys are long: a store may keep their hash instead. */
  get(key: string): Promise<CachedResult | null>;
  /** Copies the files, since the originals belong to the run. */
  put(key: string, result: CachedResult): Promise<void>;
}

/** How long the last answers took: what is remembered over a restart. */
export interface LatencyStore {
  /** Asked once, at the start. */
  load(): readonly LatencySamples[];
  /** Replaces those of the key. Returns at once and never throws: written whenever it suits. */
  save(latest: LatencySamples): void;
}

export interface LatencySamples {
  readonly key: string;
  /** Milliseconds, oldest first. */
  readonly samples: readonly number[];
}

/** What the monitor hears. */
export type RouterEvent =
  | {
      readonly type: 'attempt-ended';
      readonly operation: OperationId;
      readonly record: AttemptRecord;
    }
  | { readonly type: 'breaker-changed'; readonly provider: ProviderId; readonly open: boolean }
  | { readonly type: 'account-closed'; readonly provider: ProviderId; readonly error: AppError };
