import { Cloud, Cpu, RefreshCw, Server } from 'lucide-react';
import { useState } from 'react';
import type { ProviderInfo } from '../../electron/contract/providers.ts';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { refreshProviders } from '../stores/session.ts';
import { sayError } from '../stores/toasts.ts';
import { Badge } from '../ui/badge.tsx';
import { IconButton } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { Select } from '../ui/inputs.tsx';
import { KeyEntry } from './key-entry.tsx';
import {
  choosableModels,
  healthTone,
  healthWord,
  operationsOf,
  takesKey,
} from './provider-view.ts';
import { ServerEntry } from './server-entry.tsx';
import { useSettings } from './use-settings.ts';

/** One provider: whether it may be asked, how it is, its key, its models. */
export function ProviderCard({ provider }: { readonly provider: ProviderInfo }) {
  const { t } = useTexts();
  const { settings, change } = useSettings();
  const { id } = provider;
  const enabled = !settings.disabledProviders.includes(id);
  const name = t(`provider.${id}`);
  const Icon = id === 'on-device' ? Cpu : id === 'compatible' ? Server : Cloud;
  return (
    <li className={enabled ? 'provider-card' : 'provider-card provider-card--off'}>
      <header className="provider-card__head">
        <span className="provider-card__icon" aria-hidden>
          <Icon />
        </span>
        <h3>{name}</h3>
        {provider.simulated && enabled ? (
          <Badge tone="warning">{t('simulated.badge')}</Badge>
        ) : null}
        <Health provider={provider} enabled={enabled} />
        <input
          type="checkbox"
          role="switch"
          className="switch"
          aria-label={t('settings.providers.use', { provider: name })}
          aria-checked={enabled}
          checked={enabled}
          onChange={(event) => {
            const others = settings.disabledProviders.filter((other) => other !== id);
            change({ disabledProviders: event.currentTarget.checked ? others : [...others, id] });
          }}
        />
      </header>
      {enabled ? <ProviderDetails provider={provider} /> : null}
    </li>
  );
}

function ProviderDetails({ provider }: { readonly provider: ProviderInfo }) {
  const { t } = useTexts();
  const { settings, change } = useSettings();
  const { id } = provider;
  const models = choosableModels(provider);
  const operations = operationsOf(provider);
  return (
    <div className="provider-card__body">
      <p className="provider-card__about">{t(`settings.providers.about.${id}`)}</p>
      {id === 'compatible' ? <ServerEntry provider={provider} /> : null}
      {takesKey(id) ? <KeyEntry provider={provider} /> : null}
      {models.length > 1 ? (
        <div className="provider-card__model">
          <Field label={t('settings.providers.model')} hint={t('settings.providers.modelHint')}>
            {(field) => (
              <Select
                id={field}
                value={settings.preferredModels[id] ?? ''}
                onChange={(event) => {
                  const { [id]: _before, ...others } = settings.preferredModels;
                  const model = event.currentTarget.value;
                  change({ preferredModels: model === '' ? others : { ...others, [id]: model } });
                }}
              >
                <option value="">{t('settings.providers.automatic')}</option>
                {models.map((model) => (
                  <option key={model} value={model}>
                    {model}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
      ) : null}
      {operations.length === 0 ? null : (
        <ul className="provider-card__operations" aria-label={t('settings.providers.can')}>
          {operations.map((operation) => (
            <li key={operation}>{t(`operation.${operation}.title`)}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Health({
  provider,
  enabled,
}: {
  readonly provider: ProviderInfo;
  readonly enabled: boolean;
}) {
  const { t, format } = useTexts();
  const [checking, setChecking] = useState(false);
  const word = healthWord(provider, enabled);
  const { health, id } = provider;
  const check = (): void => {
    setChecking(true);
    call('providers.check', id)
      .then(refreshProviders)
      .catch(sayError)
      .finally(() => {
        setChecking(false);
      });
  };
  const latency =
    health.status === 'ok' && id !== 'on-device' ? ` · ${format.duration(health.latencyMs)}` : '';
  return (
    <span className="provider-health">
      <span
        className={`provider-health__light provider-health__light--${healthTone(word)}`}
        aria-hidden
      />
      <span role="status">
        {checking
          ? t('settings.health.checking')
          : `${t(`settings.health.${word}`)}${word === 'ok' ? latency : ''}`}
      </span>
      {enabled && provider.configured && id !== 'on-device' ? (
        <IconButton
          label={t('settings.health.check', { provider: t(`provider.${id}`) })}
          icon={<RefreshCw className={checking ? 'provider-health__turning' : ''} />}
          disabled={checking}
          onClick={check}
        />
      ) : null}
    </span>
  );
}
