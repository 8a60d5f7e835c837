import { randomUUID } from 'node:crypto';
import { defaultConfiguration } from '../../../electron/configuration/defaults.ts';
import { resolveSettings } from '../../../electron/contract/resolved-settings.ts';
import type { AttemptId } from '../../../electron/contract/ids.ts';
import type { ProviderId } from '../../../electron/contract/providers.ts';
import type { AttemptRecord } from '../../../electron/contract/receipt.ts';
import { settingsSchema } from '../../../electron/contract/settings.ts';
import type { ImageService } from '../../../electron/images/image-service.ts';
import type {
  BudgetEntry,
  BudgetStore,
  CachedResult,
  CacheStore,
  ConnectedProvider,
  Journal,
  JournalledAttempt,
  LatencyStore,
  PeriodTotals,
  RouterEvent,
  RouterPorts,
  RouterSettings,
} from '../../../electron/router/ports.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { createFakeImages } from './fake-images.ts';

export interface MemoryBudget extends BudgetStore {
  transaction<Value>(work: () => Value): Value;
  readonly entries: ReadonlyMap<AttemptId, BudgetRow>;
}

type BudgetRow = BudgetEntry & {
  readonly state: 'reserved' | 'settled' | 'released' | 'held';
  readonly cost: number;
};

export function createMemoryBudget(): MemoryBudget {
  const entries = new Map<AttemptId, BudgetRow>();
  const change = (attemptId: AttemptId, changes: Partial<BudgetRow>): void => {
    const entry = entries.get(attemptId);
    if (entry === undefined) throw new Error(`no reservation ${attemptId}`);
    if (entry.state !== 'reserved' && entry.state !== 'held') {
      throw new Error(`${attemptId} is ${entry.state} already`);
    }
    entries.set(attemptId, { ...entry, ...changes });
  };
  const sum = (rows: readonly BudgetRow[]): PeriodTotals => ({
    spent: rows.reduce((total, row) => total + (row.state === 'settled' ? row.cost : 0), 0),
    reserved: rows.reduce(
      (total, row) => total + (row.state === 'reserved' || row.state === 'held' ? row.amount : 0),
      0,
    ),
  });
  return {
    entries,
    transaction(work) {
      const before = [...entries];
      try {
        return work();
      } catch (error) {
        entries.clear();
        for (const [id, row] of before) entries.set(id, row);
        throw error;
      }
    },
    totals: ({ day, month }) => ({
      day: sum([...entries.values()].filter((entry) => entry.period.day === day)),
      month: sum([...entries.values()].filter((entry) => entry.period.month === month)),
    }),
    reserve(entry) {
      if (entries.has(entry.attemptId)) throw new Error(`${entry.attemptId} is reserved already`);
      entries.set(entry.attemptId, { ...entry, state: 'reserved', cost: 0 });
    },
    settle: (attemptId, cost) => change(attemptId, { state: 'settled', cost }),
    release: (attemptId) => change(attemptId, { state: 'released' }),
    hold: (attemptId) => change(attemptId, { state: 'held' }),
  };
}

export interface MemoryJournal extends Journal {
  readonly begun: readonly JournalledAttempt[];
  readonly finished: readonly { readonly record: AttemptRecord; readonly mayHaveBilled: boolean }[];
  readonly remoteIds: ReadonlyMap<AttemptId, string>;
}

function createMemoryJournal(): MemoryJournal {
  const begun: JournalledAttempt[] = [];
  const finished: { record: AttemptRecord; mayHaveBilled: boolean }[] = [];
  const remoteIds = new Map<AttemptId, string>();
  return {
    begun,
    finished,
    remoteIds,
    begin: (attempt) => begun.push(attempt),
    remoteId: (attemptId, remoteId) => remoteIds.set(attemptId, remoteId),
    finish: (record, mayHaveBilled) => finished.push({ record, mayHaveBilled }),
  };
}

export function createMemoryCache(): CacheStore & { readonly entries: Map<string, CachedResult> } {
  const entries = new Map<string, CachedResult>();
  return {
    entries,
    get: async (key) => entries.get(key) ?? null,
    put: async (key, result) => {
      entries.set(key, result);
    },
  };
}

export function createMemoryLatencies(): LatencyStore {
  const entries = new Map<string, readonly number[]>();
  return {
    load: () => [...entries].map(([key, samples]) => ({ key, samples })),
    save: ({ key, samples }) => entries.set(key, samples),
  };
}

export interface MemoryPorts extends RouterPorts {
  readonly clock: FakeClock;
  readonly budget: MemoryBudget;
  readonly journal: MemoryJournal;
  readonly cache: ReturnType<typeof createMemoryCache>;
  readonly closedAccounts: ReadonlySet<ProviderId>;
  readonly events: readonly RouterEvent[];
}

export interface MemoryPortsSketch {
  readonly providers: readonly ConnectedProvider[];
  readonly settings?: Partial<RouterSettings>;
  readonly online?: boolean;
  readonly images?: Pick<ImageService, 'prepare' | 'verify'>;
  readonly latencies?: LatencyStore;
  readonly random?: () => number;
  /** For providers that take their time. */
  readonly clock?: FakeClock;
  /** Time doesn't pass: nothing runs into a deadline. */
  readonly frozen?: boolean;
}

export function createMemoryPorts(sketch: MemoryPortsSketch): MemoryPorts {
  const closedAccounts = new Set<ProviderId>();
  const events: RouterEvent[] = [];
  const budget = createMemoryBudget();
  const settings: RouterSettings = {
    ...resolveSettings(settingsSchema.parse({}), defaultConfiguration),
    ...sketch.settings,
  };
  return {
    clock: sketch.clock ?? createFakeClock({ frozen: sketch.frozen ?? false }),
    random: sketch.random ?? (() => 0.5),
    newAttemptId: () => randomUUID() as AttemptId,
    providers: () => sketch.providers,
    settings: () => settings,
    prices: () => ({ version: 'test', models: {} }),
    online: () => sketch.online ?? true,
    images: sketch.images ?? createFakeImages(),
    temporaryFolder: async ({ attemptId }) => `/folder/${attemptId}`,
    transaction: (work) => budget.transaction(work),
    journal: createMemoryJournal(),
    budget,
    accounts: {
      isClosed: (provider) => closedAccounts.has(provider),
      close: (provider) => closedAccounts.add(provider),
    },
    cache: createMemoryCache(),
    latencies: sketch.latencies ?? createMemoryLatencies(),
    monitor: (event) => events.push(event),
    closedAccounts,
    events,
  };
}
