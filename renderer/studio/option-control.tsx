import { Dices, X } from 'lucide-react';
import { useTexts } from '../i18n/i18n.ts';
import { IconButton } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Range, Select, Switch, TextArea, TextInput } from '../ui/inputs.tsx';
import { Segmented } from '../ui/segmented.tsx';
import type { OptionField } from './option-fields.ts';

/** More choices than this do not fit in a strip. */
const stripOf = 3;
const answerLanguages = [
  'en',
  'de',
  'fr',
  'es',
  'it',
  'pt',
  'nl',
  'pl',
  'tr',
  'uk',
  'ja',
  'ko',
  'zh',
] as const;

interface OptionControlProps {
  readonly field: OptionField;
  /** Undefined: not set, so that the default counts. */
  readonly value: string | number | boolean | undefined;
  readonly onChange: (value: string | number | boolean | undefined) => void;
}

/** The control that a field of the operation's schema asks for. */
export function OptionControl({ field, value, onChange }: OptionControlProps) {
  const { t, format, language } = useTexts();
  const { name } = field;
  const label = t(`option.${name}.label` as 'option.prompt.label');

  switch (field.control) {
    case 'textarea':
      return (
        <Field label={label} aside={field.required ? undefined : t('option.optional')}>
          {(id) => (
            <TextArea
              id={id}
              value={String(value ?? '')}
              maxLength={field.maxLength}
              required={field.required}
              placeholder={t(`option.${name}.example` as 'option.prompt.example')}
              onChange={(event) => {
                const text = event.currentTarget.value;
                onChange(text === '' ? undefined : text);
              }}
            />
          )}
        </Field>
      );
    case 'choice': {
      const chosen = typeof value === 'boolean' ? field.initial : (value ?? field.initial);
      const options = field.options.map((option) => ({
        value: option,
        label: t(`option.${name}.value.${option}` as 'option.quality.value.draft', {
          defaultValue: String(option),
        }),
      }));
      return (
        <Field label={label}>
          {(id) =>
            options.length <= stripOf ? (
              <Segmented
                label={label}
                value={chosen}
                options={options}
                onChange={(next) => {
                  onChange(next);
                }}
              />
            ) : (
              <Select
                id={id}
                value={chosen}
                onChange={(event) => {
                  const next = field.options.find(
                    (option) => String(option) === event.currentTarget.value,
                  );
                  onChange(next);
                }}
              >
                {options.map((option) => (
                  <option key={option.value} value={option.value}>
                    {option.label}
                  </option>
                ))}
              </Select>
            )
          }
        </Field>
      );
    }
    case 'slider':
    case 'pixels': {
      const number = typeof value === 'number' ? value : field.initial;
      const shown =
        field.control === 'pixels'
          ? t('option.pixels', { count: number })
          : field.max <= 1
            ? format.percent(number)
            : format.number(number);
      return (
        <Field label={label} aside={shown}>
          {(id) => (
            <Range
              id={id}
              value={number}
              min={field.min}
              max={field.max}
              step={field.control === 'pixels' ? 8 : field.step}
              valueText={shown}
              onChange={(next) => {
                onChange(next);
              }}
            />
          )}
        </Field>
      );
    }
    case 'toggle':
      return (
        <Switch
          label={label}
          hint={
            t(`option.${name}.hint` as 'option.transparent.hint', { defaultValue: '' }) || undefined
          }
          checked={typeof value === 'boolean' ? value : field.initial}
          onChange={(next) => {
            onChange(next);
          }}
        />
      );
    case 'seed':
      return (
        <Field label={label} aside={t('option.optional')}>
          {(id) => (
            <div className="seed">
              <TextInput
                id={id}
                type="number"
                min={field.min}
                max={field.max}
                value={typeof value === 'number' ? value : ''}
                placeholder={t('option.seed.example')}
                onChange={(event) => {
                  const number = event.currentTarget.valueAsNumber;
                  onChange(Number.isNaN(number) ? undefined : number);
                }}
              />
              <IconButton
                label={t('option.seed.roll')}
                icon={<Dices />}
                onClick={() => {
                  onChange(1 + Math.floor(Math.random() * 999_999));
                }}
              />
              <IconButton
                label={t('option.seed.clear')}
                icon={<X />}
                disabled={value === undefined}
                onClick={() => {
                  onChange(undefined);
                }}
              />
            </div>
          )}
        </Field>
      );
    case 'language': {
      const names = new Intl.DisplayNames([language], { type: 'language' });
      return (
        <Field label={label}>
          {(id) => (
            <Select
              id={id}
              value={String(value ?? field.initial)}
              onChange={(event) => {
                onChange(event.currentTarget.value);
              }}
            >
              {answerLanguages.map((code) => (
                <option key={code} value={code}>
                  {names.of(code)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      );
    }
  }
}
