import type { RunCallbacks, RunStep } from './route-request.ts';

export interface Listener {
  readonly callbacks: RunCallbacks;
}

/** The listeners of one run that several jobs may share; speaking to it speaks to all of them. */
export interface Audience extends RunCallbacks {
  /** Tells a newcomer what it missed of the attempt under way. */
  add(listener: Listener): void;
  remove(listener: Listener): void;
  readonly size: number;
  /** The one who came first of those present. */
  readonly first: Listener | undefined;
}

export function createAudience(): Audience {
  const listeners = new Set<Listener>();
  let step: RunStep | null = null;
  let attempt: Parameters<RunCallbacks['onAttempt']>[0] | null = null;
  let text = '';
  const tell = (speak: (callbacks: RunCallbacks) => void): void => {
    for (const { callbacks } of listeners) speak(callbacks);
  };
  return {
    get size() {
      return listeners.size;
    },
    get first() {
      return listeners.values().next().value;
    },
    add(listener) {
      listeners.add(listener);
      if (attempt !== null) {
        listener.callbacks.onAttempt(attempt);
        if (step !== 'sending') listener.callbacks.onStep('sending');
      }
      if (step !== null) listener.callbacks.onStep(step);
      if (text !== '') listener.callbacks.onText(text);
    },
    remove: (listener) => listeners.delete(listener),
    onStep(next) {
      step = next;
      tell((callbacks) => callbacks.onStep(next));
    },
    onAttempt(next) {
      attempt = next;
      text = '';
      tell((callbacks) => callbacks.onAttempt(next));
    },
    onText(delta) {
      text += delta;
      tell((callbacks) => callbacks.onText(delta));
    },
    onProgress: (fraction) => tell((callbacks) => callbacks.onProgress(fraction)),
    onPartialImage: (image) => tell((callbacks) => callbacks.onPartialImage(image)),
  };
}
