import './asset-panel.css';
import {
  ClipboardCopy,
  ClipboardPaste,
  Download,
  FolderOpen,
  GripVertical,
  ScanSearch,
  Trash2,
  Wand,
} from 'lucide-react';
import { useEffect } from 'react';
import type { VersionId } from '../../electron/contract/ids.ts';
import type { Asset } from '../../electron/contract/library.ts';
import { call, previewSource } from '../bridge.ts';
import { copyEdit, pasteEdit } from '../editor/edit-clipboard.ts';
import { useEditor } from '../editor/edit-store.ts';
import { useTexts } from '../i18n/i18n.ts';
import { loadDetails, useAssets } from '../stores/assets.ts';
import { attempt } from '../stores/toasts.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { AssetFacts } from './asset-facts.tsx';
import { AssetName } from './asset-name.tsx';
import { AssetTexts } from './asset-texts.tsx';
import { AssetVersions } from './asset-versions.tsx';
import { AssetWordsForm } from './asset-words.tsx';
import { AssetMarks } from './asset-marks.tsx';
import { askSaving } from './library-dialogs.tsx';
import { noFilter, setFilter, useLibrary } from './library-store.ts';
import { openAssetsInStudio, openVersionInStudio } from './open-in-studio.ts';
import { removeChosen } from './remove-chosen.ts';
import { TrashActions } from './trash-actions.tsx';

/** What is known about the chosen asset, or about several together, and what can be done with them. */
export function AssetPanel() {
  const { t } = useTexts();
  const chosen = [...useLibrary((state) => state.chosen).values()];
  const [first] = chosen;
  return (
    <aside className="asset-panel" aria-label={t('library.details')}>
      {chosen.length === 1 && first ? <OneAsset asset={first} /> : <ManyAssets assets={chosen} />}
    </aside>
  );
}

function OneAsset({ asset }: { readonly asset: Asset }) {
  const { t } = useTexts();
  const details = useDetails(asset);
  return (
    <>
      <div className="asset-panel__scroll">
        <button
          type="button"
          className="asset-panel__picture"
          aria-label={t('library.openOne', { name: asset.name })}
          onClick={() => {
            attempt(() => openVersionInStudio(asset.id));
          }}
        >
          <img src={previewSource(asset.latest.blob, 1024)} alt="" draggable={false} />
        </button>
        <AssetName key={`${asset.id} ${asset.name}`} asset={asset} />
        <AssetMarks assets={[asset]} />
        {asset.tags.length === 0 ? null : (
          <ul className="asset-panel__tags" aria-label={t('library.tags')}>
            {asset.tags.map((tag) => (
              <li key={tag}>{tag}</li>
            ))}
          </ul>
        )}
        <AssetFacts asset={asset} />
        <AssetWordsForm key={`${asset.id} words`} asset={asset} />
        {details ? (
          <>
            <AssetVersions details={details} />
            <AssetTexts annotations={details.annotations} />
          </>
        ) : null}
      </div>
      <PanelActions
        versionIds={[asset.latest.id]}
        open={() => openVersionInStudio(asset.id)}
        folder={() => call('versions.show-in-folder', asset.latest.id)}
        similar={() => setFilter({ ...noFilter, similarTo: asset.id })}
      />
    </>
  );
}

const stackOf = 5;

function ManyAssets({ assets }: { readonly assets: readonly Asset[] }) {
  const { t, format } = useTexts();
  const versions = assets.reduce((sum, asset) => sum + asset.versionCount, 0);
  return (
    <>
      <div className="asset-panel__scroll">
        <div className="asset-panel__stack" aria-hidden>
          {assets.slice(-stackOf).map(({ id, latest }) => (
            <img key={id} src={previewSource(latest.blob, 256)} alt="" />
          ))}
        </div>
        <div className="asset-panel__many">
          <h2>
            {t('library.chosen', { count: assets.length, shown: format.number(assets.length) })}
          </h2>
          <p>{t('library.versions', { count: versions, shown: format.number(versions) })}</p>
        </div>
        <AssetMarks assets={assets} />
      </div>
      <PanelActions
        versionIds={assets.map(({ latest }) => latest.id)}
        open={async () => {
          openAssetsInStudio(assets);
        }}
      />
    </>
  );
}

interface PanelActionsProps {
  readonly versionIds: readonly VersionId[];
  readonly open: () => Promise<void>;
  /** Only one version has a place to show, and a handle to drag; several are dragged from the grid. */
  readonly folder?: () => Promise<void>;
  readonly similar?: () => Promise<void>;
}

function PanelActions({ versionIds, open, folder, similar }: PanelActionsProps) {
  const { t } = useTexts();
  const shelf = useLibrary((state) => state.filter.shelf);
  if (shelf === 'trash') return <TrashActions />;
  return (
    <div className="asset-panel__actions">
      <Button
        look="primary"
        className="asset-panel__open"
        icon={<Wand />}
        onClick={() => {
          attempt(open);
        }}
      >
        {t('library.open')}
      </Button>
      <span className="asset-panel__space" />
      <EditClipboard isOne={versionIds.length === 1} />
      {similar ? (
        <IconButton
          side="top"
          label={t('shelf.findSimilar')}
          icon={<ScanSearch />}
          onClick={() => {
            attempt(similar);
          }}
        />
      ) : null}
      <IconButton
        side="top"
        label={t('command.save-as')}
        icon={<Download />}
        onClick={() => {
          askSaving(versionIds);
        }}
      />
      {folder ? (
        <>
          <IconButton
            side="top"
            label={t('command.show-in-folder')}
            icon={<FolderOpen />}
            onClick={() => {
              attempt(folder);
            }}
          />
          <IconButton
            side="top"
            label={t('canvas.dragOut')}
            className="drag-handle"
            icon={<GripVertical />}
            draggable
            onDragStart={(event) => {
              // The system's own drag, with the true file, takes over.
              event.preventDefault();
              attempt(() => call('versions.start-drag', versionIds));
            }}
            onClick={() => {
              attempt(folder);
            }}
          />
        </>
      ) : null}
      <IconButton
        side="top"
        label={t('library.remove')}
        className="asset-panel__remove"
        icon={<Trash2 />}
        onClick={removeChosen}
      />
    </div>
  );
}

/** Takes the edit of one image to others: it shows where they are opened and saved. */
function EditClipboard({ isOne }: { readonly isOne: boolean }) {
  const { t } = useTexts();
  const copied = useEditor((state) => state.copied);
  return (
    <>
      {isOne ? (
        <IconButton
          side="top"
          label={t('command.edit-copy')}
          keys="Mod+Shift+E"
          icon={<ClipboardCopy />}
          onClick={() => {
            attempt(copyEdit);
          }}
        />
      ) : null}
      {copied === null ? null : (
        <IconButton
          side="top"
          label={t('command.edit-paste')}
          keys="Mod+Shift+P"
          icon={<ClipboardPaste />}
          onClick={() => {
            attempt(pasteEdit);
          }}
        />
      )}
    </>
  );
}

/** Versions and texts of an asset, read afresh whenever it changes. */
function useDetails({ id, updatedAt }: Asset) {
  const details = useAssets((state) => state.details[id]);
  useEffect(() => {
    attempt(() => loadDetails(id));
  }, [id, updatedAt]);
  return details;
}
