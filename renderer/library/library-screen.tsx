import './library.css';
import { FolderOpen, Images, SearchX } from 'lucide-react';
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
import { LibraryBar } from './library-bar.tsx';
import { LibraryGrid } from './library-grid.tsx';
import {
  noFilter,
  readSpan,
  receiveLibraryEvent,
  refreshLibrary,
  setFilter,
  useLibrary,
} from './library-store.ts';
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
  const filter = useLibrary((state) => state.filter);
  const chosen = useLibrary((state) => state.chosen.size);
  const isFiltered = filter.text !== '' || filter.provider !== null || filter.operation !== null;
  useLiveLibrary();
  return (
    <>
      <LibraryBar />
      <div className="library__body">
        {total === 0 ? isFiltered ? <NothingFound /> : <EmptyLibrary /> : <LibraryGrid />}
        {chosen > 0 && total !== 0 ? <AssetPanel /> : null}
      </div>
      <ReceiptDrawer />
    </>
  );
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
            attempt(() => setFilter(noFilter));
          }}
        >
          {t('library.nothing.clear')}
        </Button>
      </div>
    </EmptyState>
  );
}
