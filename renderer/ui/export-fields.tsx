import './export-fields.css';
import { useState } from 'react';
import { namePartNames } from '../../electron/contract/export-name.ts';
import {
  type ExportOptions,
  exportOptionsSchema,
  outputFormatSchema,
} from '../../electron/contract/images.ts';
import { useTexts } from '../i18n/i18n.ts';
import { Field } from './field.tsx';
import { Range, Select, TextInput } from './inputs.tsx';
import { Segmented } from './segmented.tsx';

const { nameTemplate: nameTemplateSchema } = exportOptionsSchema.unwrap().shape;
const lossy: ReadonlySet<ExportOptions['format']> = new Set(['jpeg', 'webp', 'avif']);
const sides = [null, 4096, 2048, 1024, 512] as const;
const metadataChoices = ['keep', 'strip-location', 'strip'] as const;

interface ExportFieldsProps {
  readonly options: ExportOptions;
  /** What the size comes to, where the image is known. */
  readonly sizeHint?: string | undefined;
  /** A file name as it will be, where none other is shown. */
  readonly nameAside?: string | undefined;
  readonly onChange: (options: ExportOptions) => void;
}

/** Format, quality, size, metadata and name of the files that are written. */
export function ExportFields({ options, sizeHint, nameAside, onChange }: ExportFieldsProps) {
  const { t, format } = useTexts();
  const [template, setTemplate] = useState(options.nameTemplate);
  const change = (patch: Partial<ExportOptions>): void => {
    onChange({ ...options, ...patch });
  };
  return (
    <div className="export-fields">
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
      <div className="export-fields__pair">
        <Field label={t('saveAs.size')} hint={sizeHint}>
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
                const metadata = metadataChoices.find(
                  (choice) => choice === event.currentTarget.value,
                );
                if (metadata) change({ metadata });
              }}
            >
              {metadataChoices.map((value) => (
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
        aside={nameAside}
        hint={t('saveAs.nameHint', { parts: namePartNames.map((part) => `{${part}}`).join(' ') })}
      >
        {(id) => (
          <TextInput
            id={id}
            value={template}
            maxLength={200}
            spellCheck={false}
            onChange={(event) => {
              setTemplate(event.currentTarget.value);
              const parsed = nameTemplateSchema.safeParse(event.currentTarget.value.trim());
              if (parsed.success) change({ nameTemplate: parsed.data });
            }}
            onBlur={() => {
              // An empty name is none: the one before comes back.
              setTemplate(options.nameTemplate);
            }}
          />
        )}
      </Field>
    </div>
  );
}
