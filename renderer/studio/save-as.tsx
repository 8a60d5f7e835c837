import './save-as.css';
import { useState } from 'react';
import { type ExportOptions, outputFormatSchema } from '../../electron/contract/images.ts';
import {
  exportStem,
  exportedSize,
  fileExtensions,
  namePartNames,
} from '../../electron/contract/export-name.ts';
import { useTexts } from '../i18n/i18n.ts';
import { showOverlay } from '../stores/navigation.ts';
import { changeSettings, useSession } from '../stores/session.ts';
import { attempt, sayNews } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { Range, Select, TextInput } from '../ui/inputs.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { saveShown, shownVersionIds } from './result-actions.ts';
import { useShown } from './use-shown.ts';

const lossy: ReadonlySet<ExportOptions['format']> = new Set(['jpeg', 'webp', 'avif']);
const sides = [null, 4096, 2048, 1024, 512] as const;

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
  const change = (patch: Partial<ExportOptions>): void => {
    setOptions((before) => ({ ...before, ...patch }));
  };
  const close = (): void => {
    showOverlay(null);
  };
  const save = async (): Promise<void> => {
    close();
    const [saved] = await Promise.all([saveShown(options), changeSettings({ export: options })]);
    if (saved.length > 0) sayNews(t('saveAs.saved', { count: saved.length, name: saved[0] ?? '' }));
  };
  const size = picture ? exportedSize(picture.facts, options.longestSide) : { width: 0, height: 0 };
  const stem = exportStem(options.nameTemplate, {
    name: (asset?.name ?? '').replace(/\.[^.]+$/, ''),
    operation: version?.madeBy?.operation ?? 'original',
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
      <div className="dialog__content save-as">
        <Field label={t('saveAs.format')}>
          {() => (
            <Segmented
              label={t('saveAs.format')}
              value={options.format}
              options={outputFormatSchema.options.map((value) => ({
                value,
                label: value.toUpperCase(),
              }))}
              onChange={(value) => {
                change({ format: value });
              }}
            />
          )}
        </Field>
        {lossy.has(options.format) ? (
          <Field label={t('saveAs.quality')} aside={format.number(options.quality)}>
            {(id) => (
              <Range
                id={id}
                value={options.quality}
                min={1}
                max={100}
                step={1}
                onChange={(quality) => {
                  change({ quality });
                }}
              />
            )}
          </Field>
        ) : null}
        <div className="save-as__pair">
          <Field
            label={t('saveAs.size')}
            hint={t('canvas.size', {
              width: format.number(size.width),
              height: format.number(size.height),
            })}
          >
            {(id) => (
              <Select
                id={id}
                value={options.longestSide ?? ''}
                onChange={(event) => {
                  const side = Number(event.currentTarget.value);
                  change({ longestSide: side === 0 ? null : side });
                }}
              >
                {sides.map((side) => (
                  <option key={side} value={side ?? ''}>
                    {side === null
                      ? t('saveAs.keepSize')
                      : t('saveAs.longestSide', { pixels: format.number(side) })}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label={t('saveAs.metadata')} hint={t(`saveAs.metadataHint.${options.metadata}`)}>
            {(id) => (
              <Select
                id={id}
                value={options.metadata}
                onChange={(event) => {
                  change({ metadata: event.currentTarget.value as ExportOptions['metadata'] });
                }}
              >
                {(['keep', 'strip-location', 'strip'] as const).map((value) => (
                  <option key={value} value={value}>
                    {t(`saveAs.metadataIs.${value}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        <Field
          label={t('saveAs.name')}
          hint={t('saveAs.nameHint', { parts: namePartNames.map((part) => `{${part}}`).join(' ') })}
        >
          {(id) => (
            <TextInput
              id={id}
              value={options.nameTemplate}
              maxLength={200}
              spellCheck={false}
              onChange={(event) => {
                change({ nameTemplate: event.currentTarget.value });
              }}
            />
          )}
        </Field>
      </div>
    </Dialog>
  );
}
