import type { HealthStatus, ProviderId } from '../contract/providers.ts';
import type { AiProvider } from '../providers/provider.ts';

export interface HealthMonitor {
  get(provider: ProviderId): HealthStatus;
  /** Asks one provider now by a free call. */
  check(provider: ProviderId): Promise<HealthStatus>;
  /** Asks every configured provider. */
  checkAll(): Promise<void>;
  stop(): void;
}

export interface HealthMonitorOptions {
  readonly providers: () => ReadonlyMap<ProviderId, AiProvider>;
  /** Checks run on the timer only while this is true: the app is in use. */
  readonly inUse: () => boolean;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  onChange(provider: ProviderId, health: HealthStatus): void;
}

const notConfigured: HealthStatus = { status: 'not-configured' };

/** Keeps the last known health of each provider, refreshed by free calls on a timer. */
export function createHealthMonitor(options: HealthMonitorOptions): HealthMonitor {
  const known = new Map<ProviderId, HealthStatus>();

  const check = async (id: ProviderId): Promise<HealthStatus> => {
    const provider = options.providers().get(id);
    const health = provider === undefined ? notConfigured : await ask(provider, options.timeoutMs);
    const changed = known.get(id)?.status !== health.status;
    known.set(id, health);
    if (changed) options.onChange(id, health);
    return health;
  };
  const checkAll = async (): Promise<void> => {
    await Promise.all([...options.providers().keys()].map(check));
  };
  const timer = setInterval(() => {
    if (options.inUse()) void checkAll();
  }, options.intervalMs);
  timer.unref();

  return {
    get: (id) => known.get(id) ?? notConfigured,
    check,
    checkAll,
    stop: () => clearInterval(timer),
  };
}

async function ask(provider: AiProvider, timeoutMs: number): Promise<HealthStatus> {
  try {
    return await provider.getHealth(AbortSignal.timeout(timeoutMs));
  } catch (cause) {
    return { status: 'down', reason: cause instanceof Error ? cause.name : 'unreachable' };
  }
}
