import './storage-dialog.css';
import { Archive, ArchiveRestore, RotateCw } from 'lucide-react';
import { useState } from 'react';
import type { StorageUse } from '../../electron/contract/library-channels.ts';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { showOverlay, showScreen } from '../stores/navigation.ts';
import { attempt, sayNews } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { useAnswer } from '../ui/use-answer.ts';
import { noFilter, setFilter } from './library-store.ts';

const measure = (): Promise<StorageUse> => call('storage.measure', undefined);
function close(): void {
  showOverlay(null);
}

const parts = ['originals', 'results', 'trash', 'previews', 'database'] as const;

/** What the library takes on this device, what can go, and the way into one file and back. */
export function StorageDialog() {
  const { t, format } = useTexts();
  const { value: use, reload } = useAnswer(measure);
  const [working, setWorking] = useState(false);
  const [restored, setRestored] = useState(false);
  const total = use === null ? 0 : parts.reduce((sum, part) => sum + use[part], 0);

  const during = (work: () => Promise<void>) => (): void => {
    setWorking(true);
    attempt(() =>
      work().finally(() => {
        setWorking(false);
        reload();
      }),
    );
  };
  const backUp = during(async () => {
    const done = await call('storage.back-up', undefined);
    if (done === null) return;
    const { file, files, bytes, damaged } = done;
    sayNews(t('storage.backedUp', { count: files, file, size: format.bytes(bytes) }));
    if (damaged > 0) sayNews(t('storage.damaged', { count: damaged }));
  });
  const restore = during(async () => {
    const done = await call('storage.restore', undefined);
    if (done === null) return;
    if (done.damaged > 0) sayNews(t('storage.damaged', { count: done.damaged }));
    setRestored(true);
  });

  return (
    <Dialog title={t('storage.title')} onClose={close}>
      <div className="dialog__content" aria-busy={working}>
        <dl className="storage-list">
          {parts.map((part) => (
            <StorageRow key={part} part={part} bytes={use?.[part] ?? 0} total={total} />
          ))}
        </dl>
        <div className="storage-actions">
          <Button
            disabled={working}
            onClick={during(() => call('storage.clear-previews', undefined))}
          >
            {t('storage.clearPreviews')}
          </Button>
          <Button
            onClick={() => {
              showScreen('library');
              attempt(() => setFilter({ ...noFilter, shelf: 'trash' }));
            }}
          >
            {t('storage.showTrash')}
          </Button>
        </div>
        <p className="storage-note">{t('storage.backupNote')}</p>
        <div className="storage-actions">
          <Button look="primary" icon={<Archive />} disabled={working} onClick={backUp}>
            {t('storage.backUp')}
          </Button>
          <Button icon={<ArchiveRestore />} disabled={working} onClick={restore}>
            {t('storage.restore')}
          </Button>
        </div>
        <p className="storage-note" role="status">
          {working ? t('storage.working') : restored ? t('storage.restored') : ''}
        </p>
        {restored ? (
          <Button
            look="primary"
            icon={<RotateCw />}
            onClick={() => {
              attempt(() => call('storage.restart', undefined));
            }}
          >
            {t('storage.restart')}
          </Button>
        ) : null}
      </div>
    </Dialog>
  );
}

interface StorageRowProps {
  readonly part: (typeof parts)[number];
  readonly bytes: number;
  readonly total: number;
}

function StorageRow({ part, bytes, total }: StorageRowProps) {
  const { t, format } = useTexts();
  const name = t(`storage.part.${part}`);
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <meter aria-label={name} min={0} max={Math.max(total, 1)} value={bytes} />
      </dd>
      <dd className="storage-list__bytes">{format.bytes(bytes)}</dd>
    </>
  );
}
