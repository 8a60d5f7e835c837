import './library-dialogs.css';
import { create } from 'zustand';
import { useEffect, useState } from 'react';
import type { VersionId } from '../../electron/contract/ids.ts';
import type { Asset } from '../../electron/contract/library.ts';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { ExportFields } from '../ui/export-fields.tsx';
import { inBatches } from '../stores/batches.ts';
import { useSession } from '../stores/session.ts';
import { attempt, sayNews } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { previewSource } from '../bridge.ts';
import { useLibrary } from './library-store.ts';

type Question =
  | { readonly ask: 'remove'; readonly assets: readonly Asset[] }
  | { readonly ask: 'save'; readonly versionIds: readonly VersionId[] };

const useQuestion = create<{ readonly question: Question | null }>(() => ({ question: null }));

/** Asks before the chosen assets are removed. */
export function askRemoval(): void {
  const assets = [...useLibrary.getState().chosen.values()];
  if (assets.length > 0) useQuestion.setState({ question: { ask: 'remove', assets } });
}

/** Asks how versions shall be written to files. */
export function askSaving(versionIds: readonly VersionId[]): void {
  if (versionIds.length > 0) useQuestion.setState({ question: { ask: 'save', versionIds } });
}

function close(): void {
  useQuestion.setState({ question: null });
}

export function LibraryDialogs() {
  const { question } = useQuestion();
  // Nobody comes back to the library to find yesterday's question.
  useEffect(() => close, []);
  switch (question?.ask) {
    case 'remove':
      return <RemoveDialog assets={question.assets} />;
    case 'save':
      return <SaveDialog versionIds={question.versionIds} />;
    case undefined:
      return null;
  }
}

const shownAtMost = 6;

function RemoveDialog({ assets }: { readonly assets: readonly Asset[] }) {
  const { t, format } = useTexts();
  const made = assets.reduce((sum, asset) => sum + asset.versionCount - 1, 0);
  const remove = async (): Promise<void> => {
    close();
    for (const batch of inBatches(assets))
      await call(
        'library.remove',
        batch.map(({ id }) => id),
      );
    sayNews(t('library.remove.done', { count: assets.length }));
  };
  return (
    <Dialog
      title={
        assets.length === 1
          ? t('library.remove.one', { name: assets[0]?.name ?? '' })
          : t('library.remove.many', { count: assets.length, shown: format.number(assets.length) })
      }
      width={460}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button
            look="danger"
            onClick={() => {
              attempt(remove);
            }}
          >
            {t('library.remove.yes')}
          </Button>
        </>
      }
    >
      <div className="dialog__content remove-dialog">
        <div className="remove-dialog__pictures" aria-hidden>
          {assets.slice(0, shownAtMost).map(({ id, latest }) => (
            <img key={id} src={previewSource(latest.blob, 256)} alt="" />
          ))}
          {assets.length > shownAtMost ? (
            <span>+{format.number(assets.length - shownAtMost)}</span>
          ) : null}
        </div>
        <p>
          {t(assets.length === 1 ? 'library.remove.image' : 'library.remove.images')}
          {made > 0
            ? ` ${t('library.remove.versions', { count: made, shown: format.number(made) })}`
            : ''}{' '}
          {t('library.remove.final')}
        </p>
        <p className="remove-dialog__safe">{t('library.remove.safe')}</p>
      </div>
    </Dialog>
  );
}

function SaveDialog({ versionIds }: { readonly versionIds: readonly VersionId[] }) {
  const { t } = useTexts();
  const kept = useSession((state) => state.settings?.export);
  const [options, setOptions] = useState(kept);
  if (!options) return null;
  const save = async (): Promise<void> => {
    close();
    const saved: string[] = [];
    for (const batch of inBatches(versionIds)) {
      const written = await call('versions.save-as', { versionIds: batch, options });
      saved.push(...written.saved);
    }
    if (saved.length > 0) sayNews(t('saveAs.saved', { count: saved.length, name: saved[0] ?? '' }));
  };
  return (
    <Dialog
      title={
        versionIds.length > 1
          ? t('saveAs.titleMany', { count: versionIds.length })
          : t('saveAs.title')
      }
      onClose={close}
      footer={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button
            look="primary"
            onClick={() => {
              attempt(save);
            }}
          >
            {t('saveAs.save')}
          </Button>
        </>
      }
    >
      <div className="dialog__content">
        <ExportFields options={options} onChange={setOptions} />
      </div>
    </Dialog>
  );
}
