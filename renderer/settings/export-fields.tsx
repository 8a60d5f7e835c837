import './export-fields.css';
import { exportStem, fileExtensions, namePartNames } from '../../electron/contract/export-name.ts';
import {
  type ExportOptions,
  exportOptionsSchema,
  outputFormatSchema,
} from '../../electron/contract/images.ts';
import { useTexts } from '../i18n/i18n.ts';
import { Field } from '../ui/field.tsx';
import { Range, Select, TextInput } from '../ui/inputs.tsx';
import { Segmented } from '../ui/segmented.tsx';

const lossy: ReadonlySet<ExportOptions['format']> = new Set(['jpeg', 'webp', 'avif']);
const sides = [null, 4096, 2048, 1024, 512] as const;
const metadataChoices = ['keep', 'strip-location', 'strip'] as const;

interface ExportFieldsProps {
  readonly options: ExportOptions;
  readonly onChange: (options: ExportOptions) => void;
}

/** Format, quality, size, metadata and name of the files that are written. */
export function ExportFields({ options, onChange }: ExportFieldsProps) {
  const { t, format } = useTexts();
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
        <Field label={t('saveAs.size')}>
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
        aside={exampleName(options)}
        hint={t('saveAs.nameHint', { parts: namePartNames.map((part) => `{${part}}`).join(' ') })}
      >
        {(id) => (
          <TextInput
            key={options.nameTemplate}
            id={id}
            defaultValue={options.nameTemplate}
            maxLength={200}
            spellCheck={false}
            onBlur={(event) => {
              const parsed = exportOptionsSchema
                .unwrap()
                .shape.nameTemplate.safeParse(event.currentTarget.value.trim());
              // An empty name is none: the one before comes back.
              if (parsed.success) change({ nameTemplate: parsed.data });
              else event.currentTarget.value = options.nameTemplate;
            }}
          />
        )}
      </Field>
    </div>
  );
}

function exampleName({ nameTemplate, format }: ExportOptions): string {
  const stem = exportStem(nameTemplate, {
    name: 'harbour',
    operation: 'upscale',
    provider: 'on-device',
    date: new Date().toISOString().slice(0, 10),
    n: 1,
    width: 6000,
    height: 4000,
  });
  return `${stem}.${fileExtensions[format]}`;
}
