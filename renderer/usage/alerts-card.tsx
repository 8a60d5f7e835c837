import { useState } from 'react';
import { useTexts } from '../i18n/i18n.ts';
import { dollarsText, parseDollars } from '../settings/dollars.ts';
import { showSettings } from '../settings/section.ts';
import { useSettings } from '../settings/use-settings.ts';
import { useSession } from '../stores/session.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { TextInput } from '../ui/inputs.tsx';

/** What may be spent at most, and what the user wants to be told before. */
export function AlertsCard() {
  const { t, format } = useTexts();
  const { settings, change } = useSettings();
  const budget = useSession((state) => state.budget);
  const { alerts } = settings;
  const cap = (limit: number | null | undefined): string =>
    limit === null || limit === undefined ? t('usage.caps.none') : format.money(limit);
  return (
    <section className="usage__card usage__card--wide" aria-labelledby="usage-alerts">
      <h2 id="usage-alerts">{t('usage.caps.title')}</h2>
      <div className="usage__limits">
        <div>
          <dl className="usage__caps">
            <div>
              <dt>{t('usage.caps.day')}</dt>
              <dd>{cap(budget?.day.limit)}</dd>
            </div>
            <div>
              <dt>{t('usage.caps.month')}</dt>
              <dd>{cap(budget?.month.limit)}</dd>
            </div>
          </dl>
          <Button
            size="small"
            onClick={() => {
              showSettings('budgets');
            }}
          >
            {t('action.raise-budget')}
          </Button>
        </div>
        <div>
          <LimitField
            key={`spent ${alerts.monthSpent}`}
            label={t('usage.alerts.monthSpent')}
            value={alerts.monthSpent === null ? '' : dollarsText(alerts.monthSpent)}
            parse={parseDollars}
            onChange={(monthSpent) => {
              change({ alerts: { ...alerts, monthSpent } });
            }}
          />
          <LimitField
            key={`credits ${alerts.creditsLeft}`}
            label={t('usage.alerts.creditsLeft')}
            value={alerts.creditsLeft === null ? '' : String(alerts.creditsLeft)}
            parse={(text) => (/^\s*\d{1,9}\s*$/.test(text) ? Number(text) : null)}
            onChange={(creditsLeft) => {
              change({ alerts: { ...alerts, creditsLeft } });
            }}
          />
        </div>
      </div>
    </section>
  );
}

interface LimitFieldProps {
  readonly label: string;
  readonly value: string;
  /** Null: this is no such figure. */
  readonly parse: (text: string) => number | null;
  readonly onChange: (limit: number | null) => void;
}

/** A figure, or nothing. It counts when the field is left. */
function LimitField({ label, value, parse, onChange }: LimitFieldProps) {
  const { t } = useTexts();
  const [wrong, setWrong] = useState(false);
  return (
    <Field label={label} hint={wrong ? t('usage.alerts.wrong') : t('usage.alerts.hint')}>
      {(id) => (
        <TextInput
          id={id}
          inputMode="decimal"
          defaultValue={value}
          maxLength={12}
          aria-invalid={wrong}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur();
          }}
          onBlur={(event) => {
            const text = event.currentTarget.value.trim();
            const limit = text === '' ? null : parse(text);
            setWrong(text !== '' && limit === null);
            if (text !== value && (text === '' || limit !== null)) onChange(limit);
          }}
        />
      )}
    </Field>
  );
}
