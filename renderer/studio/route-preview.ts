import { create } from 'zustand';
import { type AppError, toAppError } from '../../electron/contract/app-error.ts';
import type { JobRequestInput } from '../../electron/contract/jobs.ts';
import type { Route } from '../../electron/contract/receipt.ts';
import { call } from '../bridge.ts';

/** Who would do the work, for what price: asked again whenever the draft rests for a moment. */
interface RoutePreview {
  /** The last answer; it stays in sight while the next one is on its way. */
  readonly route: Route | null;
  readonly error: AppError | null;
  readonly asking: boolean;
}

const restMs = 180;

export const useRoutePreview = create<RoutePreview>(() => ({
  route: null,
  error: null,
  asking: false,
}));

/** Asks after a rest; returns a function that gives the question up. */
export function askRoute(request: JobRequestInput | null): () => void {
  if (request === null) {
    useRoutePreview.setState({ route: null, error: null, asking: false });
    return () => undefined;
  }
  let wanted = true;
  useRoutePreview.setState({ asking: true });
  const timer = setTimeout(() => {
    call('route.preview', request)
      .then((route): Partial<RoutePreview> => ({ route, error: null }))
      .catch((thrown: unknown): Partial<RoutePreview> => ({
        route: null,
        error: toAppError(thrown),
      }))
      .then((answer) => {
        if (wanted) useRoutePreview.setState({ ...answer, asking: false });
      })
      .catch(() => undefined);
  }, restMs);
  return () => {
    wanted = false;
    clearTimeout(timer);
  };
}
