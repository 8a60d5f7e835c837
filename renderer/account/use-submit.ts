import { useRef, useState } from 'react';
import { type AppError, toAppError } from '../../electron/contract/app-error.ts';

interface Submit {
  readonly busy: boolean;
  /** What went wrong the last time; gone as soon as it is tried again. */
  readonly error: AppError | null;
  /** One at a time: a second press while the first one is under way does nothing. */
  readonly submit: (effect: () => Promise<unknown>) => void;
  readonly forgive: () => void;
}

/** An effect of a form whose failure is said in the form, not in a toast. */
export function useSubmit(): Submit {
  const [state, setState] = useState<Pick<Submit, 'busy' | 'error'>>({ busy: false, error: null });
  const running = useRef(false);
  return {
    ...state,
    submit: (effect) => {
      if (running.current) return;
      running.current = true;
      setState({ busy: true, error: null });
      effect()
        .then(() => null, toAppError)
        .then((error) => {
          running.current = false;
          setState({ busy: false, error });
        })
        .catch(() => undefined);
    },
    forgive: () => {
      setState((before) => ({ ...before, error: null }));
    },
  };
}
