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
import { saySaved } from '../stores/say-saved.ts';
import { attempt } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { previewSource } from '../bridge.ts';
import { deleteAssets } from './curate.ts';
import { useLibrary } from './library-store.ts';

type Question =
  | { readonly ask: 'delete'; readonly assets: readonly Asset[] }
  | { readonly ask: 'save'; readonly versionIds: readonly VersionId[] };

const useQuestion = create<{ readonly question: Question | null }>(() => ({ question: null }));

/** Asks before the chosen assets are deleted for good. */
export function askDeletion(): void {
  const assets = [...useLibrary.getState().chosen.values()];
  if (assets.length > 0) useQuestion.setState({ question: { ask: 'delete', assets } });
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
    case 'delete':
      return <DeleteDialog assets={question.assets} />;
    case 'save':
      return <SaveDialog versionIds={question.versionIds} />;
    case undefined:
      return null;
  }
}

const shownAtMost = 6;

function DeleteDialog({ assets }: { readonly assets: readonly Asset[] }) {
  const { t, format } = useTexts();
  const count = assets.length;
  return (
    <Confirm
      title={
        count === 1
          ? t('trash.deleteOne', { name: assets[0]?.name ?? '' })
          : t('trash.deleteMany', { count, shown: format.number(count) })
      }
      action={t('trash.delete')}
      onConfirm={() => deleteAssets(assets.map(({ id }) => id))}
      onClose={close}
    >
      <div className="remove-dialog__pictures" aria-hidden>
        {assets.slice(0, shownAtMost).map(({ id, latest }) => (
          <img key={id} src={previewSource(latest.blob, 256)} alt="" />
        ))}
        {count > shownAtMost ? <span>+{format.number(count - shownAtMost)}</span> : null}
      </div>
      <p>{t('trash.final')}</p>
      <p>{t('trash.safe')}</p>
    </Confirm>
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
    const incomplete: string[] = [];
    for (const batch of inBatches(versionIds)) {
      const written = await call('versions.save-as', { versionIds: batch, options });
      saved.push(...written.saved);
      incomplete.push(...written.incomplete);
    }
    saySaved({ saved, incomplete }, t);
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
