import type { ConfigStatus, ConfigWarning } from '../../contract/config-channels.ts';
import type { ConfigChannel } from '../../contract/remote-config.ts';
import { toAppError } from '../../contract/app-error.ts';
import type { Log } from '../../monitor/log.ts';
import type { Clock } from '../../router/ports.ts';
import type { LastGood } from './last-good.ts';
import type { Pulled, Served } from './pull.ts';

/** Keeps the running app at what the cloud serves it. */
export interface ConfigFollower {
  status(): ConfigStatus;
  /** Asks now; resolves when an answer that was asked for after this call is in force or refused. */
  check(): Promise<void>;
  /** Somebody says that there may be news: asks soon, at a moment of this installation's own. */
  hint(): void;
  stop(): void;
}

export interface FollowOptions {
  readonly channel: ConfigChannel;
  /** Throws an AppFailure where there is no answer. */
  readonly pull: (tag: string | null) => Promise<Pulled>;
  readonly lastGood: LastGood;
  /** Puts a document in force, or says why not: then nothing changes. */
  readonly apply: (document: unknown) => ConfigWarning | null;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  /** The status has changed. */
  readonly onChange: () => void;
}

const minute = 60_000;
/** Hints may be lost. */
const idleMs = 5 * minute;
const firstRetryMs = 2000;
/** A published change is not fetched by every installation in the same moment. */
const spreadMs = 500;

/**
 *   start ─▶ the last good document ─▶ pulling ──answer──▶ waiting (5 min ± a tenth)
 *                                        ▲  └──failure──▶ waiting (backoff with full jitter)
 *                                        └── timer, hint, network back, asked ──┘
 *
 * What can't be put in force is left aside, with a warning: what was in force stays.
 */
export function followConfig(options: FollowOptions): ConfigFollower {
  const { channel, lastGood, clock, random, log } = options;
  let good: Served | null = null;
  let tag: string | null = null;
  let checkedAt: number | null = null;
  let warnings: readonly ConfigWarning[] = [];
  let failures = 0;
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  let hinted = false;
  let waiting = new AbortController();
  const stopping = new AbortController();

  const kept = lastGood.read();
  if (kept !== null) {
    const refusal = options.apply(kept.document);
    if (refusal === null) good = kept;
    else log.warn('config-kept-refused', { reason: refusal.reason, detail: refusal.detail });
  }

  function put(served: Served): void {
    if (good !== null && isOlder(served, good)) {
      const detail = `revision ${served.revision}, known is ${good.revision}`;
      return refuse({ origin: 'remote', reason: 'older', detail });
    }
    const refusal = options.apply(served.document);
    if (refusal !== null) return refuse(refusal);
    good = served;
    warnings = [];
    log.info('config-applied', { revision: served.revision, version: served.version });
    try {
      lastGood.write(served);
    } catch (error) {
      log.warn('config-not-kept', { cause: toAppError(error).cause ?? '' });
    }
  }

  function refuse(warning: ConfigWarning): void {
    warnings = [warning];
    log.warn('config-refused', { reason: warning.reason, detail: warning.detail });
  }

  async function pullOnce(): Promise<void> {
    waiting.abort();
    try {
      const pulled = await options.pull(tag);
      failures = 0;
      checkedAt = clock.now();
      if (pulled.kind === 'served') {
        tag = pulled.tag;
        put(pulled.served);
      }
    } catch (error) {
      failures += 1;
      log.info('config-unreachable', { cause: toAppError(error).cause ?? '' });
    }
    if (stopping.signal.aborted) return;
    options.onChange();
    void pullLater();
  }

  async function pullLater(): Promise<void> {
    const mine = new AbortController();
    waiting = mine;
    const wait =
      failures === 0
        ? idleMs * (0.9 + 0.2 * random())
        : Math.min(idleMs, firstRetryMs * 2 ** failures) * random();
    await clock.sleep(wait, mine.signal);
    if (!mine.signal.aborted) void pull();
  }

  /** One at a time; whoever asks while one is under way gets the one after it. */
  function pull(): Promise<void> {
    if (stopping.signal.aborted) return Promise.resolve();
    if (running === null) {
      running = pullOnce().finally(() => {
        running = null;
      });
      return running;
    }
    next ??= running.then(() => {
      next = null;
      return pull();
    });
    return next;
  }

  async function pullSoon(): Promise<void> {
    if (hinted) return;
    hinted = true;
    await clock.sleep(spreadMs * random(), stopping.signal);
    hinted = false;
    await pull();
  }

  void pull();
  return {
    status: () => ({
      channel,
      version: good?.version ?? null,
      publishedAt: good === null ? null : Date.parse(good.published_at),
      checkedAt,
      warnings,
    }),
    check: pull,
    hint: () => void pullSoon(),
    stop: () => {
      stopping.abort();
      waiting.abort();
    },
  };
}

/** A copy that somebody kept. A cloud that began anew counts from 1, but publishes later. */
function isOlder(served: Served, good: Served): boolean {
  return (
    served.revision < good.revision &&
    Date.parse(served.published_at) <= Date.parse(good.published_at)
  );
}
