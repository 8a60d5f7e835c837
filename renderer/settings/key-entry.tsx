import { CircleCheck, CircleX, KeyRound, Loader, TriangleAlert } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import type { HealthStatus, ProviderInfo } from '../../electron/contract/providers.ts';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { refreshProviders } from '../stores/session.ts';
import { attempt, sayError } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { TextInput } from '../ui/inputs.tsx';
import { type KeyVerdict, keyVerdict } from './provider-view.ts';

type Step =
  | { readonly name: 'rest' | 'typing' | 'testing' }
  | { readonly name: 'told'; readonly health: HealthStatus };

/** A key goes in and never comes out: it is tested by a free call, kept, and named by its last four signs. */
export function KeyEntry({ provider }: { readonly provider: ProviderInfo }) {
  const { t } = useTexts();
  const { id, keyHint } = provider;
  const [step, setStep] = useState<Step>({ name: 'rest' });
  const fieldId = useId();
  const open = keyHint === null || step.name === 'typing' || step.name === 'testing';

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const key = new FormData(form).get('key');
    if (typeof key !== 'string' || key.trim() === '') return;
    setStep({ name: 'testing' });
    call('providers.set-key', { provider: id, key: key.trim() })
      .then(async (health) => {
        // A refused key stays in the field to be mended; a kept one is wiped from the page.
        if (keyVerdict(health) !== 'bad-key') form.reset();
        setStep({ name: 'told', health });
        await refreshProviders();
      })
      .catch((thrown: unknown) => {
        setStep({ name: 'typing' });
        sayError(thrown);
      });
  };
  const remove = async (): Promise<void> => {
    await call('providers.remove-key', id);
    setStep({ name: 'rest' });
    await refreshProviders();
  };
  const refused = step.name === 'told' && keyVerdict(step.health) === 'bad-key';

  return (
    <div className="key-entry">
      <div className="key-entry__head">
        <label htmlFor={fieldId}>
          {id === 'compatible' ? t('settings.keys.optional') : t('settings.keys.label')}
        </label>
      </div>
      {open || refused ? (
        <form className="key-entry__line" onSubmit={submit}>
          <TextInput
            id={fieldId}
            name="key"
            type="password"
            autoComplete="off"
            spellCheck={false}
            maxLength={500}
            placeholder={t('settings.keys.placeholder')}
            disabled={step.name === 'testing'}
            aria-invalid={refused}
            aria-describedby={`${fieldId}-said`}
          />
          <Button
            type="submit"
            disabled={step.name === 'testing'}
            icon={
              step.name === 'testing' ? (
                <Loader className="provider-health__turning" />
              ) : (
                <KeyRound />
              )
            }
          >
            {step.name === 'testing' ? t('settings.keys.testing') : t('settings.keys.test')}
          </Button>
          {keyHint === null ? null : (
            <Button
              onClick={() => {
                setStep({ name: 'rest' });
              }}
            >
              {t('common.cancel')}
            </Button>
          )}
        </form>
      ) : (
        <div className="key-entry__line">
          <output id={fieldId} className="key-entry__hint">
            <span aria-hidden>•••• •••• {keyHint}</span>
            <span className="visually-hidden">
              {t('settings.keys.endsWith', { hint: keyHint })}
            </span>
          </output>
          <Button
            onClick={() => {
              setStep({ name: 'typing' });
            }}
          >
            {t('settings.keys.replace')}
          </Button>
          <Button
            look="danger"
            onClick={() => {
              attempt(remove);
            }}
          >
            {t('settings.keys.remove')}
          </Button>
        </div>
      )}
      <div id={`${fieldId}-said`} role="status">
        {step.name === 'told' ? (
          <Verdict health={step.health} provider={t(`provider.${id}`)} />
        ) : null}
      </div>
    </div>
  );
}

const signs: Readonly<
  Record<KeyVerdict, { readonly icon: typeof CircleX; readonly tone: string }>
> = {
  ok: { icon: CircleCheck, tone: 'good' },
  'bad-key': { icon: CircleX, tone: 'danger' },
  'no-credit': { icon: TriangleAlert, tone: 'warning' },
  forbidden: { icon: TriangleAlert, tone: 'warning' },
  unverified: { icon: TriangleAlert, tone: 'warning' },
};

function Verdict({
  health,
  provider,
}: {
  readonly health: HealthStatus;
  readonly provider: string;
}) {
  const { t, format } = useTexts();
  const verdict = keyVerdict(health);
  const { icon: Icon, tone } = signs[verdict];
  const time = health.status === 'ok' ? format.duration(health.latencyMs) : '';
  return (
    <p className={`key-verdict key-verdict--${tone}`}>
      <Icon aria-hidden />
      {t(`settings.keys.verdict.${verdict}`, { provider, time })}
    </p>
  );
}
