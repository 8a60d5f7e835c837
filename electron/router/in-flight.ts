import { type Audience, type Listener, createAudience } from './audience.ts';

/** Lets identical work that is under way be shared instead of being done, and paid, twice. */
interface InFlight<Value> {
  /** Joins the work of a key, or starts it. Resolves with null for one who leaves before the end. */
  join(participant: Participant<Value>): Promise<Shared<Value> | null>;
}

interface Participant<Value> extends Listener {
  readonly key: string;
  /** Leaves the work; it is aborted only when the last participant has left. */
  readonly signal: AbortSignal;
  readonly start: (audience: Audience, signal: AbortSignal) => Promise<Value>;
}

interface Shared<Value> {
  readonly value: Value;
  /** True for all but the first participant still present: the bill is counted once. */
  readonly shared: boolean;
}

interface Work<Value> {
  readonly audience: Audience;
  readonly controller: AbortController;
  readonly promise: Promise<Value>;
}

export function createInFlight<Value>(): InFlight<Value> {
  const works = new Map<string, Work<Value>>();

  function begin({ key, start }: Participant<Value>): Work<Value> {
    const audience = createAudience();
    const controller = new AbortController();
    const promise = start(audience, controller.signal).finally(() => forget(key, work));
    const work: Work<Value> = { audience, controller, promise };
    works.set(key, work);
    return work;
  }

  function forget(key: string, work: Work<Value>): void {
    if (works.get(key) === work) works.delete(key);
  }

  function leave(work: Work<Value>, participant: Participant<Value>): 'alone' | 'others-stay' {
    work.audience.remove(participant);
    if (work.audience.size > 0) return 'others-stay';
    forget(participant.key, work);
    work.controller.abort();
    return 'alone';
  }

  async function endOf(work: Work<Value>, participant: Participant<Value>): Promise<Shared<Value>> {
    const value = await work.promise;
    return { value, shared: work.audience.size > 1 && work.audience.first !== participant };
  }

  return {
    async join(participant) {
      const { key, signal } = participant;
      const work = works.get(key) ?? begin(participant);
      work.audience.add(participant);
      const departed = new AbortController();
      const departure = new Promise<null>((resolve) => {
        // The last one to leave aborts the work, and still awaits its end, which carries the proof.
        const depart = (): void => {
          if (leave(work, participant) === 'others-stay') resolve(null);
        };
        signal.addEventListener('abort', depart, { once: true, signal: departed.signal });
        if (signal.aborted) depart();
      });
      try {
        return await Promise.race([departure, endOf(work, participant)]);
      } finally {
        departed.abort();
      }
    },
  };
}
