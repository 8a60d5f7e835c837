import './library.css';
import { Check, FolderHeart, FolderOpen, Images, SearchX } from 'lucide-react';
import { useEffect } from 'react';
import { onEvent } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { openFiles, openFolder } from '../studio/ingest.ts';
import { ReceiptDrawer } from '../studio/receipt-drawer.tsx';
import { useStudio } from '../studio/store.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { AssetPanel } from './asset-panel.tsx';
import { ElsewhereView } from './elsewhere-view.tsx';
import { FilterRow } from './filter-row.tsx';
import { LibraryBar } from './library-bar.tsx';
import { LibraryDialogs } from './library-dialogs.tsx';
import { LibraryGrid } from './library-grid.tsx';
import { LibrarySide } from './library-side.tsx';
import { MetadataDialog } from './metadata-dialog.tsx';
import { MissingBar } from './missing-bar.tsx';
import {
  isFiltered,
  readSpan,
  receiveLibraryEvent,
  refreshLibrary,
  setFilter,
  unfiltered,
  useLibrary,
} from './library-store.ts';
import { TrashBar } from './trash-bar.tsx';
import { useWhere } from './where-switch.tsx';

/** Every image that was dropped or made: found again by its words, its maker or its work. */
export function LibraryScreen() {
  const where = useWhere();
  return (
    <main className="screen library">{where === 'here' ? <LibraryHere /> : <ElsewhereView />}</main>
  );
}

function LibraryHere() {
  const { total } = useLibrary((state) => state.pages);
  const chosen = useLibrary((state) => state.chosen.size);
  useLiveLibrary();
  return (
    <>
      <LibraryBar />
      <div className="library__body">
        <LibrarySide />
        <div className="library__main">
          <FilterRow />
          <TrashBar />
          <MissingBar />
          {total === 0 ? <NothingThere /> : <LibraryGrid />}
        </div>
        {chosen > 0 && total !== 0 ? <AssetPanel /> : null}
      </div>
      <ReceiptDrawer />
      <LibraryDialogs />
      <MetadataDialog />
    </>
  );
}

function NothingThere() {
  const { t } = useTexts();
  const filter = useLibrary((state) => state.filter);
  if (isFiltered(filter)) return <NothingFound />;
  if (filter.collection !== null)
    return (
      <EmptyState icon={<FolderHeart />} title={t('shelf.collection.title')}>
        <p>{t('shelf.collection.text')}</p>
      </EmptyState>
    );
  switch (filter.shelf) {
    case 'images':
      return <EmptyLibrary />;
    case 'duplicates':
    case 'missing':
    case 'trash':
      return (
        <EmptyState icon={<Check />} title={t(`shelf.${filter.shelf}.title`)}>
          <p>{t(`shelf.${filter.shelf}.text`)}</p>
        </EmptyState>
      );
  }
}

/** Follows what happens to assets while the library is in sight, and reads afresh when it comes back. */
function useLiveLibrary(): void {
  useEffect(() => {
    const stop = onEvent(receiveLibraryEvent);
    refreshLibrary();
    attempt(() => readSpan({ from: 0, to: 0 }));
    return () => {
      stop();
      useStudio.setState({ receipt: null });
    };
  }, []);
}

function EmptyLibrary() {
  const { t } = useTexts();
  return (
    <EmptyState icon={<Images />} title={t('library.empty.title')}>
      <p>{t('library.empty.text')}</p>
      <div className="library__buttons">
        <Button
          look="primary"
          icon={<Images />}
          onClick={() => {
            attempt(openFiles);
          }}
        >
          {t('drop.openFiles')}
        </Button>
        <Button
          icon={<FolderOpen />}
          onClick={() => {
            attempt(openFolder);
          }}
        >
          {t('drop.openFolder')}
        </Button>
      </div>
    </EmptyState>
  );
}

function NothingFound() {
  const { t } = useTexts();
  return (
    <EmptyState icon={<SearchX />} title={t('library.nothing.title')}>
      <p>{t('library.nothing.text')}</p>
      <div className="library__buttons">
        <Button
          onClick={() => {
            attempt(() => setFilter(unfiltered));
          }}
        >
          {t('library.nothing.clear')}
        </Button>
      </div>
    </EmptyState>
  );
}
