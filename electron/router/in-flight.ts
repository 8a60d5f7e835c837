import { type Audience, createAudience } from './audience.ts';
import type { RunCallbacks } from './route-request.ts';

/** Lets identical work that is under way be shared instead of being done, and paid, twice. */
export interface InFlight<Value> {
  /** Joins the work of a key, or starts it. Resolves with null for one who leaves before the end. */
  join(participation: Participation<Value>): Promise<Shared<Value> | null>;
}

export interface Participation<Value> {
  readonly key: string;
  readonly callbacks: RunCallbacks;
  /** Leaves the work; it is aborted only when the last participant has left. */
  readonly signal: AbortSignal;
  readonly start: (audience: Audience, signal: AbortSignal) => Promise<Value>;
}

export interface Shared<Value> {
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

  function begin({ key, callbacks, start }: Participation<Value>): Work<Value> {
    const audience = createAudience();
    audience.add(callbacks);
    const controller = new AbortController();
    const promise = start(audience, controller.signal).finally(() => forget(key, work));
    const work: Work<Value> = { audience, controller, promise };
    works.set(key, work);
    return work;
  }

  function forget(key: string, work: Work<Value>): void {
    if (works.get(key) === work) works.delete(key);
  }

  function participate(
    work: Work<Value>,
    own: Participation<Value>,
  ): Promise<Shared<Value> | null> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        work.audience.remove(own.callbacks);
        if (work.audience.listeners.size > 0) {
          resolve(null);
          return;
        }
        // The last one leaves: the work is aborted, and its end, which carries the proof, awaited.
        forget(own.key, work);
        work.controller.abort();
      };
      own.signal.addEventListener('abort', leave, { once: true });
      if (own.signal.aborted) leave();
      work.promise
        .then((value) => {
          const [first] = work.audience.listeners;
          resolve({ value, shared: first !== undefined && first !== own.callbacks });
        }, reject)
        .finally(() => own.signal.removeEventListener('abort', leave));
    });
  }

  return {
    join(own) {
      const found = works.get(own.key);
      found?.audience.add(own.callbacks);
      return participate(found ?? begin(own), own);
    },
  };
}
