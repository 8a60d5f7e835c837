import { useTexts } from '../i18n/i18n.ts';
import { LinkButton } from '../ui/link-button.tsx';
import { Select, TextArea, TextInput } from '../ui/inputs.tsx';
import type { Control } from './controls.ts';
import { JsonValue } from './json-value.tsx';
import { OrderList } from './order-list.tsx';
import { valueText } from './value-text.ts';

interface LeafControlProps {
  readonly control: Control;
  readonly id: string;
  readonly title: string;
  /** Undefined: not set here. */
  readonly value: unknown;
  /** The app's own value; undefined: nobody knows it here. */
  readonly fallback: unknown;
  /** Ids of what is said about it. */
  readonly described: string;
  readonly wrong: boolean;
  /** Undefined: back to the default. */
  readonly onChange: (value: unknown) => void;
}

/** What a value is entered with. */
export function LeafControl(props: LeafControlProps) {
  const { control, id, title, value, fallback, wrong, onChange } = props;
  const { t } = useTexts();
  const described = {
    id,
    'aria-invalid': wrong,
    ...(props.described !== '' && { 'aria-describedby': props.described }),
  };
  const placeholder = fallback === undefined ? t('admin.default') : valueText(fallback, t);
  switch (control.kind) {
    case 'switch':
      return (
        <Select
          {...described}
          value={typeof value === 'boolean' ? String(value) : ''}
          onChange={({ currentTarget }) => {
            onChange(currentTarget.value === '' ? undefined : currentTarget.value === 'true');
          }}
        >
          <DefaultOption fallback={fallback} />
          <option value="true">{t('admin.on')}</option>
          <option value="false">{t('admin.off')}</option>
        </Select>
      );
    case 'choice':
      return (
        <Select
          {...described}
          value={typeof value === 'string' ? value : ''}
          onChange={({ currentTarget }) => {
            onChange(currentTarget.value === '' ? undefined : currentTarget.value);
          }}
        >
          <DefaultOption fallback={fallback} />
          {control.options.map((option) => (
            <option key={option} value={option}>
              {option}
            </option>
          ))}
        </Select>
      );
    case 'number':
      return (
        <>
          <TextInput
            {...described}
            type="number"
            min={control.min}
            max={control.max}
            step={control.whole ? 1 : 'any'}
            placeholder={value === null ? t('admin.none') : placeholder}
            value={typeof value === 'number' ? value : ''}
            onChange={({ currentTarget }) => {
              onChange(currentTarget.value === '' ? undefined : currentTarget.valueAsNumber);
            }}
          />
          {control.mayBeNone && value !== null ? (
            <LinkButton
              label={t('admin.setNoneOf', { title })}
              onClick={() => {
                onChange(null);
              }}
            >
              {t('admin.setNone')}
            </LinkButton>
          ) : null}
        </>
      );
    case 'text':
      return (
        <TextInput
          {...described}
          type="text"
          spellCheck={false}
          maxLength={control.most}
          placeholder={placeholder}
          value={typeof value === 'string' ? value : ''}
          onChange={({ currentTarget }) => {
            onChange(currentTarget.value === '' ? undefined : currentTarget.value);
          }}
        />
      );
    case 'order':
      return (
        <OrderList
          title={title}
          options={control.options}
          value={strings(value)}
          fallback={strings(fallback) ?? control.options}
          onChange={onChange}
        />
      );
    case 'lines':
      return (
        <>
          <TextArea
            {...described}
            spellCheck={false}
            rows={3}
            placeholder={strings(fallback)?.join('\n') ?? t('admin.default')}
            value={strings(value)?.join('\n') ?? ''}
            onChange={({ currentTarget }) => {
              onChange(currentTarget.value === '' ? undefined : currentTarget.value.split('\n'));
            }}
            onBlur={() => {
              const kept = strings(value)
                ?.map((line) => line.trim())
                .filter((line) => line !== '');
              if (kept !== undefined) onChange(kept.length === 0 ? undefined : kept);
            }}
          />
          <p className="config-leaf__about">{t('admin.lines')}</p>
        </>
      );
    case 'json':
      return (
        <JsonValue
          described={described}
          value={value}
          placeholder={fallback === undefined ? '{ }' : JSON.stringify(fallback, null, 2)}
          onChange={onChange}
        />
      );
  }
}

function DefaultOption({ fallback }: { readonly fallback: unknown }) {
  const { t } = useTexts();
  return (
    <option value="">
      {fallback === undefined
        ? t('admin.default')
        : t('admin.defaultIs', { value: valueText(fallback, t) })}
    </option>
  );
}

function strings(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined;
}
