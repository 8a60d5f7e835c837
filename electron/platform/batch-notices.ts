import type { Batch } from '../contract/batches.ts';
import type { AppEvent } from '../contract/events.ts';

/** Where a batch is seen when the window is not. */
export interface NoticePort {
  /** 0 to 1 in the taskbar or the dock; null: nothing runs. */
  setProgress(fraction: number | null): void;
  notify(title: string, text: string): void;
  isFocused(): boolean;
  language(): 'en' | 'de';
}

/** Follows the batches: one progress for all, and a word when one ends while nobody looks. */
export function createBatchNotices(port: NoticePort): (event: AppEvent) => void {
  const running = new Map<Batch['id'], Batch>();

  return (event) => {
    if (event.type !== 'batch-changed') return;
    const { batch } = event;
    const was = running.has(batch.id);
    if (batch.state.status === 'running') running.set(batch.id, batch);
    else running.delete(batch.id);
    if (was || running.size > 0) port.setProgress(fractionOf([...running.values()]));
    const hasEnded = was && batch.state.status !== 'running';
    if (hasEnded && !port.isFocused() && isWorthAWord(batch))
      port.notify(batch.recipe.name, endText(batch, port.language()));
  };
}

/** A watched folder ends with each image that comes: only what went wrong is told. */
function isWorthAWord({ watched, state, counts }: Batch): boolean {
  return watched === null || state.status !== 'done' || counts.failed > 0;
}

/** Of all files of all batches, those that are over; null where there are none. */
function fractionOf(batches: readonly Pick<Batch, 'counts'>[]): number | null {
  let over = 0;
  let all = 0;
  for (const { counts } of batches) {
    const { done, skipped, failed, running, waiting } = counts;
    over += done + skipped + failed;
    all += done + skipped + failed + running + waiting;
  }
  return batches.length === 0 ? null : over / Math.max(1, all);
}

function endText({ counts, state }: Batch, language: 'en' | 'de'): string {
  const over = counts.done + counts.skipped;
  const isPaused = state.status === 'paused';
  switch (language) {
    case 'en':
      return `${isPaused ? 'Paused: ' : ''}${over} done, ${counts.failed} failed`;
    case 'de':
      return `${isPaused ? 'Angehalten: ' : ''}${over} fertig, ${counts.failed} fehlgeschlagen`;
  }
}
