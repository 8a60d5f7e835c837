import { Boxes } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { ProviderInfo } from '../../electron/contract/providers.ts';
import { settingsSchema } from '../../electron/contract/settings.ts';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { changeSettings, refreshProviders } from '../stores/session.ts';
import { attempt } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { TextInput } from '../ui/inputs.tsx';
import { modelsOf } from './provider-view.ts';
import { useSettings } from './use-settings.ts';

const addressSchema = settingsSchema.unwrap().shape.compatible;

/** The address of the user's own server, and the models that it names. */
export function ServerEntry({ provider }: { readonly provider: ProviderInfo }) {
  const { t } = useTexts();
  const { settings } = useSettings();
  const [wrong, setWrong] = useState(false);
  const current = settings.compatible.baseUrl;
  const models = modelsOf(provider);

  const keep = async (baseUrl: string | null): Promise<void> => {
    await changeSettings({ compatible: { baseUrl } });
    if (baseUrl !== null) await call('providers.check', 'compatible');
    await refreshProviders();
  };
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const entered = new FormData(event.currentTarget).get('address');
    const typed = typeof entered === 'string' ? entered.trim() : '';
    const parsed = addressSchema.safeParse({ baseUrl: typed === '' ? null : typed });
    const usable = parsed.success && (typed === '' || /^https?:/i.test(typed));
    setWrong(!usable);
    if (usable) attempt(() => keep(parsed.data.baseUrl));
  };

  return (
    <>
      <form onSubmit={submit}>
        <Field
          label={t('settings.server.address')}
          hint={wrong ? undefined : t('settings.server.hint')}
        >
          {(id) => (
            <div className="key-entry__line">
              <TextInput
                key={current}
                id={id}
                name="address"
                type="text"
                inputMode="url"
                defaultValue={current ?? ''}
                placeholder="http://127.0.0.1:11434/v1"
                spellCheck={false}
                maxLength={400}
                aria-invalid={wrong}
                aria-describedby={wrong ? `${id}-wrong` : undefined}
              />
              <Button type="submit">{t('settings.server.connect')}</Button>
              {current === null ? null : (
                <Button
                  look="danger"
                  onClick={() => {
                    attempt(() => keep(null));
                  }}
                >
                  {t('settings.server.forget')}
                </Button>
              )}
              {wrong ? (
                <span id={`${id}-wrong`} role="alert" className="visually-hidden">
                  {t('settings.server.wrong')}
                </span>
              ) : null}
            </div>
          )}
        </Field>
        {wrong ? (
          <p className="key-verdict key-verdict--danger">{t('settings.server.wrong')}</p>
        ) : null}
      </form>
      {models.length === 0 ? null : (
        <p className="provider-card__models selectable">
          <Boxes aria-hidden />
          <span>
            {t('settings.server.models', { count: models.length })}: {models.join(', ')}
          </span>
        </p>
      )}
    </>
  );
}
