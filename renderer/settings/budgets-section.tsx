import './budgets-section.css';
import { type CSSProperties, useState } from 'react';
import type { BudgetStatus } from '../../electron/contract/usage.ts';
import { useTexts } from '../i18n/i18n.ts';
import { useSession } from '../stores/session.ts';
import { Field } from '../ui/field.tsx';
import { Switch, TextInput } from '../ui/inputs.tsx';
import { dollarsText, parseDollars } from './dollars.ts';
import { useSettings } from './use-settings.ts';

type PeriodName = keyof BudgetStatus;

/** Where a budget starts when it is switched on, in millionths of a dollar. */
const firstLimit: Readonly<Record<PeriodName, number>> = { day: 2_000_000, month: 20_000_000 };

/** How much may be spent in a day and in a month, and how much has been. */
export function BudgetsSection() {
  const { t } = useTexts();
  return (
    <>
      <Budget period="day" />
      <Budget period="month" />
      <p className="settings__hint">{t('settings.budgets.hint')}</p>
    </>
  );
}

function Budget({ period }: { readonly period: PeriodName }) {
  const { t, format } = useTexts();
  const { settings, change } = useSettings();
  const status = useSession((state) => state.budget?.[period]) ?? {
    spent: 0,
    reserved: 0,
    limit: null,
  };
  const limit = settings.budgets[period];
  const set = (next: number | null): void => {
    change({ budgets: { ...settings.budgets, [period]: next } });
  };
  const share = (sum: number): number =>
    limit === null || limit === 0 ? 0 : Math.min(sum / limit, 1);
  const left = limit === null ? 0 : Math.max(limit - status.spent - status.reserved, 0);
  const used = share(status.spent + status.reserved);
  return (
    <div className="budget">
      <Switch
        label={<strong>{t(`settings.budgets.${period}`)}</strong>}
        hint={limit === null ? t('settings.budgets.unlimited') : t('settings.budgets.limited')}
        checked={limit !== null}
        onChange={(on) => {
          set(on ? firstLimit[period] : null);
        }}
      />
      <div className="budget__figures">
        <div className="budget__spent">
          <strong>{format.money(status.spent)}</strong>
          <span>
            {limit === null
              ? t(`settings.budgets.spent.${period}`)
              : t(`settings.budgets.spentOf.${period}`, { limit: format.money(limit) })}
            {status.reserved > 0
              ? ` · ${t('settings.budgets.reserved', { sum: format.money(status.reserved) })}`
              : ''}
          </span>
        </div>
        {limit === null ? null : (
          <LimitField
            key={limit}
            limit={limit}
            label={t(`settings.budgets.limit.${period}`)}
            onChange={set}
          />
        )}
      </div>
      {limit === null ? null : (
        <>
          <div
            className={used >= 0.9 ? 'budget__bar budget__bar--full' : 'budget__bar'}
            role="meter"
            aria-label={t(`settings.budgets.${period}`)}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.round(used * 100)}
            style={{ '--spent': share(status.spent), '--used': used } as CSSProperties}
          />
          <p className="settings__hint">
            {t('settings.budgets.left', { sum: format.money(left) })}
          </p>
        </>
      )}
    </div>
  );
}

interface LimitFieldProps {
  readonly limit: number;
  readonly label: string;
  readonly onChange: (limit: number) => void;
}

function LimitField({ limit, label, onChange }: LimitFieldProps) {
  const { t } = useTexts();
  const [wrong, setWrong] = useState(false);
  return (
    <div className="budget__limit">
      <Field label={label} hint={wrong ? t('settings.budgets.wrong') : undefined}>
        {(id) => (
          <span className="budget__field">
            <span aria-hidden>$</span>
            <TextInput
              id={id}
              inputMode="decimal"
              defaultValue={dollarsText(limit)}
              maxLength={12}
              aria-invalid={wrong}
              onFocus={(event) => {
                event.currentTarget.select();
              }}
              onKeyDown={(event) => {
                if (event.key === 'Enter') event.currentTarget.blur();
              }}
              onBlur={(event) => {
                const sum = parseDollars(event.currentTarget.value);
                setWrong(sum === null);
                if (sum !== null && sum !== limit) onChange(sum);
              }}
            />
          </span>
        )}
      </Field>
    </div>
  );
}
