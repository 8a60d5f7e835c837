import type { RunCallbacks, RunStep } from './route-request.ts';

/** The listeners of one run that several jobs may share; speaking to it speaks to all of them. */
export interface Audience extends RunCallbacks {
  /** Tells a newcomer what it missed of the attempt under way. */
  add(listener: RunCallbacks): void;
  remove(listener: RunCallbacks): void;
  /** In the order of arrival. */
  readonly listeners: ReadonlySet<RunCallbacks>;
}

export function createAudience(): Audience {
  const listeners = new Set<RunCallbacks>();
  let step: RunStep | null = null;
  let attempt: Parameters<RunCallbacks['onAttempt']>[0] | null = null;
  let text = '';
  const tell = (speak: (listener: RunCallbacks) => void): void => listeners.forEach(speak);
  return {
    listeners,
    add(listener) {
      listeners.add(listener);
      if (attempt !== null) listener.onAttempt(attempt);
      if (step !== null) listener.onStep(step);
      if (text !== '') listener.onText(text);
    },
    remove: (listener) => listeners.delete(listener),
    onStep(next) {
      step = next;
      tell((listener) => listener.onStep(next));
    },
    onAttempt(next) {
      attempt = next;
      text = '';
      tell((listener) => listener.onAttempt(next));
    },
    onText(delta) {
      text += delta;
      tell((listener) => listener.onText(delta));
    },
    onProgress: (fraction) => tell((listener) => listener.onProgress(fraction)),
    onPartialImage: (image) => tell((listener) => listener.onPartialImage(image)),
  };
}
