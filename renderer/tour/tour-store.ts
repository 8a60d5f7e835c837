import { create } from 'zustand';
import { showScreen } from '../stores/navigation.ts';

/** The stations in their order. Each points at what carries its name as `data-tour`, if it is in sight. */
export const stations = ['images', 'operation', 'route', 'run', 'results', 'find'] as const;
export type Station = (typeof stations)[number];

/** Where the tour is; null: nobody takes it. */
export const useTour = create<{ readonly at: number | null }>(() => ({ at: null }));

/** Begins at the first station, in the studio, which it is about. */
export function startTour(): void {
  showScreen('studio');
  useTour.setState({ at: 0 });
}

export function leaveTour(): void {
  useTour.setState({ at: null });
}

/** Goes on or back; past the last station the tour is over. */
export function stepTour(by: 1 | -1): void {
  useTour.setState(({ at }) => {
    const next = at === null ? null : Math.max(at + by, 0);
    return { at: next !== null && next < stations.length ? next : null };
  });
}
