import { useCallback, useEffect, useState } from 'react';
import { type AppError, toAppError } from '../../electron/contract/app-error.ts';

interface Answer<Value> {
  /** The last answer; it stays in sight while the next one is on its way. */
  readonly value: Value | null;
  readonly error: AppError | null;
  readonly reload: () => void;
}

/** Asks when the view appears, and again when it is told to; `ask` is a function of the module. */
export function useAnswer<Value>(ask: () => Promise<Value>): Answer<Value> {
  const [state, setState] = useState<Omit<Answer<Value>, 'reload'>>({ value: null, error: null });
  const [round, setRound] = useState(0);
  useEffect(() => {
    let wanted = true;
    ask().then(
      (value) => {
        if (wanted) setState({ value, error: null });
      },
      (thrown: unknown) => {
        if (wanted) setState(({ value }) => ({ value, error: toAppError(thrown) }));
      },
    );
    return () => {
      wanted = false;
    };
  }, [ask, round]);
  const reload = useCallback(() => {
    setRound((before) => before + 1);
  }, []);
  return { ...state, reload };
}
