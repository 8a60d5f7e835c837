import './queue-list.css';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type RefObject, useEffect, useReducer, useRef } from 'react';
import { useTexts } from '../i18n/i18n.ts';
import { cancelJobs, retryJobs } from '../stores/jobs.ts';
import { attempt } from '../stores/toasts.ts';
import { useDragOrder } from '../ui/use-drag-order.ts';
import { QueueGroupHead } from './queue-group-head.tsx';
import { type GroupedJobs, type QueueRow as Row, queueRows } from './queue-rows.ts';
import { QueueRow } from './queue-row.tsx';
import {
  moveJob,
  pauseJobs,
  resumeJobs,
  stepActive,
  stepJobPlace,
  useQueue,
} from './queue-store.ts';

const headHeight = 44;
const jobHeight = 68;
const pageOfJobs = 8;

/** All jobs in their groups; only the lines in sight are in the page, and the one with the focus. */
export function QueueList({ groups }: { readonly groups: GroupedJobs }) {
  const { t } = useTexts();
  const { folded, active, moved } = useQueue();
  const rows = queueRows(groups, folded);
  const scroller = useRef<HTMLDivElement>(null);
  const activeIndex = rows.findIndex((row) => row.kind === 'job' && row.job.id === active);
  const firstJob = rows.find((row) => row.kind === 'job');
  const focusable = activeIndex >= 0 ? active : (firstJob?.job.id ?? null);
  const waiting = groups.waiting.map((job) => job.id);
  const { drag, handle } = useDragOrder({
    ids: waiting,
    scroller,
    onMove: (id, before) => {
      attempt(() => moveJob(id, before));
    },
  });
  const draggedIndex = drag === null ? -1 : rows.findIndex((row) => row.key === drag.id);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === 'head' ? headHeight : jobHeight),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 8,
    paddingEnd: 24,
    rangeExtractor: (range) => {
      // A line that has the focus or is being dragged would lose it if it left the page.
      const held = [activeIndex, draggedIndex].filter((index) => index >= 0);
      return [...new Set([...defaultRangeExtractor(range), ...held])].toSorted(
        (one, other) => one - other,
      );
    },
  });
  const keepFocus = useKeptFocus(scroller, activeIndex, (index) => {
    virtual.scrollToIndex(index, { align: 'auto' });
  });

  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[activeIndex];
    const effect = row?.kind === 'job' ? keyEffect(event, row) : null;
    const by = stepOf(event, rows.length);
    if (effect) attempt(effect);
    else if (by !== null) stepActive(by);
    else return;
    event.preventDefault();
    keepFocus();
  };

  return (
    <div ref={scroller} className="queue-list">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys of the line with the focus */}
      <div
        className="queue-list__track"
        role="list"
        aria-label={t('queue.list')}
        aria-describedby="queue-keys"
        style={{ height: virtual.getTotalSize() }}
        onKeyDown={onKeyDown}
      >
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          const landing =
            drag && row.kind === 'job' ? landingOf(row, drag.before, waiting.at(-1) ?? null) : '';
          return (
            <div
              key={row.key}
              ref={virtual.measureElement}
              role="listitem"
              data-index={item.index}
              data-order-id={row.kind === 'job' && row.group === 'waiting' ? row.job.id : undefined}
              className={`queue-list__item ${landing}`}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              {row.kind === 'head' ? (
                <QueueGroupHead group={row.group} jobs={row.jobs} folded={folded.has(row.group)} />
              ) : (
                <QueueRow
                  job={row.job}
                  group={row.group}
                  active={row.job.id === focusable}
                  dragged={drag?.id === row.job.id}
                  handle={row.group === 'waiting' ? handle(row.job.id) : null}
                />
              )}
            </div>
          );
        })}
      </div>
      <p className="visually-hidden" id="queue-keys">
        {t('queue.keys')}
      </p>
      <p className="visually-hidden" role="status">
        {moved === null ? '' : t('queue.moved', { place: moved.place, total: moved.total })}
      </p>
    </div>
  );
}

/** A job that a key moved is in its new place this much later at most. */
const movedWithinMs = 1000;

/** After a key has moved the job or the focus, the focus is on that job again once it is drawn. */
function useKeptFocus(
  scroller: RefObject<HTMLElement | null>,
  activeIndex: number,
  scrollTo: (index: number) => void,
): () => void {
  const wantedUntil = useRef(0);
  const [asked, ask] = useReducer((count: number) => count + 1, 0);
  const latest = useRef(scrollTo);
  useEffect(() => {
    latest.current = scrollTo;
  });
  useEffect(() => {
    if (performance.now() > wantedUntil.current || activeIndex < 0) return undefined;
    latest.current(activeIndex);
    const frame = requestAnimationFrame(() => {
      scroller.current
        ?.querySelector<HTMLElement>('.queue-row--active .queue-row__title')
        ?.focus({ preventScroll: true });
    });
    return () => {
      cancelAnimationFrame(frame);
    };
  }, [activeIndex, asked, scroller]);
  return () => {
    wantedUntil.current = performance.now() + movedWithinMs;
    ask();
  };
}

function stepOf(event: KeyboardEvent, count: number): number | null {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return null;
  switch (event.key) {
    case 'ArrowUp':
      return -1;
    case 'ArrowDown':
      return 1;
    case 'PageUp':
      return -pageOfJobs;
    case 'PageDown':
      return pageOfJobs;
    case 'Home':
      return -count;
    case 'End':
      return count;
    default:
      return null;
  }
}

function keyEffect(
  event: KeyboardEvent,
  { job, group }: Extract<Row, { kind: 'job' }>,
): (() => Promise<void>) | null {
  if (event.altKey) {
    if (group !== 'waiting') return null;
    if (event.key === 'ArrowUp') return () => stepJobPlace(job, -1);
    if (event.key === 'ArrowDown') return () => stepJobPlace(job, 1);
    return null;
  }
  if (event.ctrlKey || event.metaKey) return null;
  const open = group === 'waiting' || group === 'paused' || group === 'running';
  if (open && (event.key === 'Delete' || event.key === 'Backspace'))
    return () => cancelJobs([job.id]);
  if (event.key === 'p' && group === 'waiting') return () => pauseJobs([job]);
  if (event.key === 'p' && group === 'paused') return () => resumeJobs([job]);
  const over = job.state.status === 'failed' || job.state.status === 'cancelled';
  return event.key === 'r' && over ? () => retryJobs([job.id]) : null;
}

function landingOf(
  row: Extract<Row, { kind: 'job' }>,
  before: string | null | undefined,
  last: string | null,
): string {
  if (row.job.id === before) return 'queue-list__item--before';
  return before === null && row.job.id === last ? 'queue-list__item--after' : '';
}
