import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { useTexts } from '../i18n/i18n.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Select } from '../ui/inputs.tsx';

interface OrderListProps {
  readonly title: string;
  readonly options: readonly string[];
  /** Undefined: not set here. */
  readonly value: readonly string[] | undefined;
  readonly fallback: readonly string[];
  readonly onChange: (value: readonly string[]) => void;
}

/** Some of the options in an order that counts, moved by buttons. */
export function OrderList({ title, options, value, fallback, onChange }: OrderListProps) {
  const { t } = useTexts();
  const shown = value ?? fallback;
  const left = options.filter((option) => !shown.includes(option));
  if (value === undefined) {
    return (
      <>
        <p className="order-list__default">{fallback.join(' → ')}</p>
        <Button
          size="small"
          onClick={() => {
            onChange(fallback);
          }}
        >
          {t('admin.setOrder')}
        </Button>
      </>
    );
  }
  return (
    <>
      <ol className="order-list" aria-label={title}>
        {value.map((item, index) => (
          <li key={item}>
            <span className="clip">{item}</span>
            <IconButton
              label={t('admin.up', { item })}
              icon={<ArrowUp />}
              disabled={index === 0}
              onClick={() => {
                onChange(swapped(value, index - 1));
              }}
            />
            <IconButton
              label={t('admin.down', { item })}
              icon={<ArrowDown />}
              disabled={index === value.length - 1}
              onClick={() => {
                onChange(swapped(value, index));
              }}
            />
            <IconButton
              label={t('admin.takeOut', { item })}
              icon={<X />}
              onClick={() => {
                onChange(value.filter((other) => other !== item));
              }}
            />
          </li>
        ))}
      </ol>
      {left.length === 0 ? null : (
        <Select
          aria-label={t('admin.addItemTo', { title })}
          value=""
          onChange={({ currentTarget }) => {
            onChange([...value, currentTarget.value]);
          }}
        >
          <option value="">{t('admin.addItem')}</option>
          {left.map((option) => (
            <option key={option} value={option}>
              {option}
            </option>
          ))}
        </Select>
      )}
    </>
  );
}

/** The item at an index changes places with the next one. */
function swapped(items: readonly string[], index: number): readonly string[] {
  const [one, other] = [items[index], items[index + 1]];
  if (one === undefined || other === undefined) return items;
  return items.with(index, other).with(index + 1, one);
}
