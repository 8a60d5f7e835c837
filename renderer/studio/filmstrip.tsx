import './filmstrip.css';
import { useVirtualizer } from '@tanstack/react-virtual';
import { Layers } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { previewSource } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { selectAsset, stepAsset, useAssets } from '../stores/assets.ts';
import { isBusy } from '../stores/job-board.ts';
import { useJobs } from '../stores/jobs.ts';

const cell = 88;

/** All images at hand. Only those in sight are in the page; arrows move, Shift and Ctrl choose more. */
export function Filmstrip() {
  const { t } = useTexts();
  const { order, byId, selection } = useAssets();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: order.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => cell,
    horizontal: true,
    overscan: 6,
    paddingStart: 8,
    paddingEnd: 8,
  });
  const focusIndex = selection.focus === null ? -1 : order.indexOf(selection.focus);
  useEffect(() => {
    if (focusIndex >= 0) virtual.scrollToIndex(focusIndex, { align: 'auto' });
  }, [focusIndex, virtual]);
  const busyAssets = useBusyAssets();

  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : null;
    if (by === null) return;
    event.preventDefault();
    stepAsset(by, event.shiftKey);
  };

  return (
    <div
      ref={scroller}
      className="filmstrip"
      data-tour="images"
      role="listbox"
      aria-label={t('filmstrip.label')}
      aria-multiselectable
      aria-orientation="horizontal"
      aria-activedescendant={selection.focus === null ? undefined : `film-${selection.focus}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div
        className="filmstrip__track"
        role="presentation"
        style={{ width: virtual.getTotalSize() }}
      >
        {virtual.getVirtualItems().map((item) => {
          const id = order[item.index];
          const asset = id === undefined ? undefined : byId[id];
          if (!asset) return null;
          const chosen = selection.chosen.has(asset.id);
          return (
            // Keys are handled by the list, which keeps the focus.
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
            <div
              key={asset.id}
              id={`film-${asset.id}`}
              role="option"
              aria-selected={chosen}
              aria-posinset={item.index + 1}
              aria-setsize={order.length}
              tabIndex={-1}
              title={asset.name}
              className={`film ${chosen ? 'film--chosen' : ''} ${asset.id === selection.focus ? 'film--focus' : ''}`}
              style={{ transform: `translateX(${item.start}px)` }}
              onClick={(event) => {
                selectAsset(
                  asset.id,
                  event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'toggle' : 'only',
                );
              }}
            >
              <img
                src={previewSource(asset.latest.blob, 256)}
                alt={asset.name}
                draggable={false}
                loading="lazy"
              />
              {asset.versionCount > 1 ? (
                <span className="film__count">
                  <Layers size={10} aria-hidden /> {asset.versionCount}
                  <span className="visually-hidden">
                    {t('filmstrip.versions', { count: asset.versionCount })}
                  </span>
                </span>
              ) : null}
              {busyAssets.has(asset.id) ? <span className="film__busy" aria-hidden /> : null}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function useBusyAssets(): ReadonlySet<string> {
  const jobs = useJobs((board) => board.byId);
  return new Set(
    Object.values(jobs)
      .filter(isBusy)
      .map((job) => job.request.input?.assetId ?? ''),
  );
}
