import './asset-cell.css';
import { Layers } from 'lucide-react';
import type { MouseEvent } from 'react';
import type { AssetId } from '../../electron/contract/ids.ts';
import type { Asset } from '../../electron/contract/library.ts';
import { call, previewSource } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { Badge } from '../ui/badge.tsx';
import { chooseOnly, chooseRange, toggleChosen, useLibrary } from './library-store.ts';
import { LabelDot, StarCount } from './marks.tsx';
import { openVersionInStudio } from './open-in-studio.ts';
import { MissingMark, SyncMark } from './state-marks.tsx';

interface AssetCellProps {
  /** Undefined while its page is on the way. */
  readonly asset: Asset | undefined;
  readonly place: { readonly index: number; readonly total: number };
  readonly side: number;
  readonly chosen: ReadonlyMap<AssetId, Asset>;
  readonly focused: boolean;
}

/** One picture of the grid. Keys are handled by the grid, which keeps the focus. */
export function AssetCell({ asset, place, side, chosen, focused }: AssetCellProps) {
  if (!asset) {
    return (
      <div className="asset-cell" role="presentation" style={{ width: side }}>
        <div className="asset-cell__picture asset-cell__picture--empty" style={{ height: side }} />
      </div>
    );
  }
  const isChosen = chosen.has(asset.id);
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={`asset-${asset.id}`}
      role="option"
      aria-selected={isChosen}
      aria-posinset={place.index + 1}
      aria-setsize={place.total}
      tabIndex={-1}
      title={asset.name}
      draggable
      className={`asset-cell ${isChosen ? 'asset-cell--chosen' : ''} ${focused ? 'asset-cell--focus' : ''}`}
      style={{ width: side }}
      onClick={(event) => {
        choose(event, place.index);
      }}
      onDoubleClick={() => {
        attempt(() => openVersionInStudio(asset.id));
      }}
      onDragStart={(event) => {
        // The system's own drag, with the true files, takes over.
        event.preventDefault();
        attempt(() => call('versions.start-drag', draggedVersions(asset, isChosen)));
      }}
    >
      <div className="asset-cell__picture" style={{ height: side }}>
        <img
          src={previewSource(asset.latest.blob, 256)}
          alt=""
          draggable={false}
          decoding="async"
        />
        {asset.missing ? <MissingMark /> : null}
      </div>
      <Caption asset={asset} />
    </div>
  );
}

function Caption({ asset }: { readonly asset: Asset }) {
  const { t } = useTexts();
  return (
    <div className="asset-cell__caption">
      <p className="asset-cell__name clip">{asset.name}</p>
      <p className="asset-cell__facts">
        <LabelDot label={asset.label} />
        <StarCount rating={asset.rating} />
        <SyncMark sync={asset.sync} />
        {asset.versionCount > 1 ? (
          <span className="asset-cell__count">
            <Layers aria-hidden />{' '}
            <span className="visually-hidden">
              {t('library.versions', { count: asset.versionCount })}
            </span>
            <span aria-hidden>{asset.versionCount}</span>
          </span>
        ) : null}
        {asset.simulated ? <Badge tone="warning">{t('simulated.badge')}</Badge> : null}
        {asset.providers.slice(0, 2).map((provider) => (
          <Badge key={provider}>{t(`provider.${provider}`)}</Badge>
        ))}
        {asset.providers.length > 2 ? <Badge>+{asset.providers.length - 2}</Badge> : null}
        <span className="clip">{asset.tags.slice(0, 4).join(', ')}</span>
      </p>
    </div>
  );
}

function choose(event: MouseEvent, index: number): void {
  if (event.shiftKey) attempt(() => chooseRange(index));
  else if (event.ctrlKey || event.metaKey) toggleChosen(index);
  else chooseOnly(index);
}

/** Dragging a chosen picture takes all chosen ones along, as many as one call may carry. */
function draggedVersions(asset: Asset, isChosen: boolean) {
  const dragged = isChosen ? [...useLibrary.getState().chosen.values()] : [asset];
  return dragged.slice(0, 1000).map(({ latest }) => latest.id);
}
