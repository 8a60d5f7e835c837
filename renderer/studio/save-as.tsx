import './save-as.css';
import { useState } from 'react';
import type { ExportOptions } from '../../electron/contract/images.ts';
import { exportStem, exportedSize, fileExtensions } from '../../electron/contract/export-name.ts';
import { useTexts } from '../i18n/i18n.ts';
import { showOverlay } from '../stores/navigation.ts';
import { changeSettings, useSession } from '../stores/session.ts';
import { saySaved } from '../stores/say-saved.ts';
import { attempt } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ExportFields } from '../ui/export-fields.tsx';
import { saveShown, shownVersionIds } from './result-actions.ts';
import { useShown } from './use-shown.ts';

/** Format, quality, size, metadata and name; the choice is kept for the next time. */
export function SaveAs() {
  const settings = useSession((state) => state.settings);
  return settings ? <SaveAsForm initial={settings.export} /> : null;
}

function SaveAsForm({ initial }: { readonly initial: ExportOptions }) {
  const { t, format } = useTexts();
  const [options, setOptions] = useState(initial);
  const [today] = useState(() => new Date().toISOString().slice(0, 10));
  const { asset, picture, version } = useShown();
  const count = shownVersionIds().length;
  const close = (): void => {
    showOverlay(null);
  };
  const save = async (): Promise<void> => {
    close();
    const [saved] = await Promise.all([saveShown(options), changeSettings({ export: options })]);
    saySaved(saved, t);
  };
  const size = picture ? exportedSize(picture.facts, options.longestSide) : { width: 0, height: 0 };
  const stem = exportStem(options.nameTemplate, {
    name: (asset?.name ?? '').replace(/\.[^.]+$/, ''),
    operation: version?.madeBy?.operation ?? (version?.edited ? 'edited' : 'original'),
    provider: version?.madeBy?.provider ?? '',
    date: today,
    n: 1,
    ...size,
  });
  const name = `${stem}.${fileExtensions[options.format]}`;
  return (
    <Dialog
      title={count > 1 ? t('saveAs.titleMany', { count }) : t('saveAs.title')}
      onClose={close}
      footer={
        <>
          <p className="save-as__name clip" title={name}>
            {name}
          </p>
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
        <ExportFields
          options={options}
          sizeHint={t('canvas.size', {
            width: format.number(size.width),
            height: format.number(size.height),
          })}
          onChange={setOptions}
        />
      </div>
    </Dialog>
  );
}
