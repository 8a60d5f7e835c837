import './origins.css';
import { RefreshCw, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { ConfigStatus, ConfigWarning } from '../../electron/contract/config-channels.ts';
import { valueText } from '../admin/value-text.ts';
import { useFieldWords } from '../i18n/field-words.ts';
import { type Texts, useTexts } from '../i18n/i18n.ts';
import { checkConfiguration, useConfiguration } from '../stores/configuration.ts';
import { attempt } from '../stores/toasts.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { TextInput } from '../ui/inputs.tsx';
import { LinkButton } from '../ui/link-button.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { entryAt, filterEntries } from './origins.ts';
import { useSettings } from './use-settings.ts';

/** Where each value comes from, and what the user decides instead. */
export function OriginsSection() {
  const status = useConfiguration((state) => state.state?.status ?? null);
  return (
    <>
      {status === null ? null : (
        <>
          <Warnings warnings={status.warnings} />
          <Status status={status} />
        </>
      )}
      <OwnChoices />
      <EntryTable />
    </>
  );
}

function Warnings({ warnings }: { readonly warnings: readonly ConfigWarning[] }) {
  const { t } = useTexts();
  if (warnings.length === 0) return null;
  return (
    <div className="settings-note settings-note--warning" role="status">
      <TriangleAlert aria-hidden />
      <div>
        <p>{t('origin.warning.title')}</p>
        <ul className="origin-warnings">
          {warnings.map(({ origin, reason, detail }) => (
            <li key={`${origin} ${reason} ${detail}`}>
              {t(`origin.warning.reason.${reason}`, { origin: t(`origin.is.${origin}`) })}{' '}
              <code className="selectable">{detail}</code>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function Status({ status }: { readonly status: ConfigStatus }) {
  const { t, format } = useTexts();
  const { channel, version, publishedAt, checkedAt } = status;
  if (channel === null) return <p className="settings__hint">{t('origin.status.none')}</p>;
  return (
    <div className="settings__card origin-status">
      <p>
        {version === null
          ? t('origin.status.never', { channel })
          : t('origin.status.version', {
              version,
              channel,
              date: publishedAt === null ? '—' : format.date(publishedAt),
            })}{' '}
        {checkedAt === null
          ? t('origin.status.unchecked')
          : t('origin.status.checked', { date: format.date(checkedAt) })}
      </p>
      <Button
        size="small"
        icon={<RefreshCw />}
        onClick={() => {
          attempt(checkConfiguration);
        }}
      >
        {t('origin.status.check')}
      </Button>
    </div>
  );
}

/** What follows the configuration until the user decides: here it can be given back. */
function OwnChoices() {
  const { t } = useTexts();
  const { settings, change } = useSettings();
  const entries = useConfiguration((state) => state.entries) ?? [];
  const provider = (id: string): string => t(`provider.${id}` as 'provider.openai');
  const choices = [
    ...(settings.policy === null
      ? []
      : [
          {
            id: 'policy',
            title: t('settings.routing.policy'),
            value: t(`policy.${settings.policy}`),
            configured: policyText(entryAt(entries, ['policy'])?.value, t),
            follow: { policy: null },
          },
        ]),
    ...(settings.providerOrder === null
      ? []
      : [
          {
            id: 'order',
            title: t('settings.routing.order'),
            value: settings.providerOrder.map(provider).join(', '),
            configured: orderText(entryAt(entries, ['fallbackOrder'])?.value, provider),
            follow: { providerOrder: null },
          },
        ]),
  ];
  return (
    <div>
      <h3 className="settings__label">{t('origin.own')}</h3>
      <p className="settings__hint">
        {choices.length === 0 ? t('origin.ownNone') : t('origin.ownHint')}
      </p>
      {choices.length === 0 ? null : (
        <ul className="origin-own">
          {choices.map(({ id, title, value, configured, follow }) => (
            <li key={id}>
              <div>
                <p>
                  <strong>{title}</strong> {value}
                </p>
                <p className="settings__hint">{t('origin.configured', { value: configured })}</p>
              </div>
              <LinkButton
                label={t('origin.followOf', { title })}
                onClick={() => {
                  change(follow);
                }}
              >
                {t('origin.follow')}
              </LinkButton>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function policyText(value: unknown, t: Texts): string {
  return typeof value === 'string'
    ? t(`policy.${value}` as 'policy.best', { defaultValue: value })
    : '—';
}

function orderText(value: unknown, nameOf: (id: string) => string): string {
  return Array.isArray(value) ? value.map((id) => nameOf(String(id))).join(', ') : '—';
}

function EntryTable() {
  const { t } = useTexts();
  const { placeOf } = useFieldWords();
  const entries = useConfiguration((state) => state.entries) ?? [];
  const [text, setText] = useState('');
  const [only, setOnly] = useState<'all' | 'changed'>('changed');
  const shown = filterEntries(entries, {
    text: text.trim(),
    only,
    wordsOf: ({ path, value }) => `${placeOf(path)} ${valueText(value, t)}`,
  });
  return (
    <div>
      <h3 className="settings__label">{t('origin.table')}</h3>
      <div className="origin-bar">
        <TextInput
          aria-label={t('origin.search')}
          placeholder={t('origin.searchHint')}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
          }}
        />
        <Segmented
          label={t('origin.only')}
          value={only}
          options={[
            { value: 'changed', label: t('origin.changed') },
            { value: 'all', label: t('origin.all') },
          ]}
          onChange={setOnly}
        />
      </div>
      {shown.length === 0 ? (
        <p className="settings__hint" role="status">
          {text === '' ? t('origin.allBuiltIn') : t('origin.nothing')}
        </p>
      ) : (
        <table className="origin-table">
          <thead>
            <tr>
              <th scope="col">{t('origin.name')}</th>
              <th scope="col">{t('origin.value')}</th>
              <th scope="col">{t('origin.origin')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ path, value, origin }) => (
              <tr key={JSON.stringify(path)}>
                <th scope="row">{placeOf(path)}</th>
                <td className="selectable">{valueText(value, t)}</td>
                <td>
                  <Badge tone={origin === 'built-in' ? 'neutral' : 'accent'}>
                    {t(`origin.is.${origin}`)}
                  </Badge>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
