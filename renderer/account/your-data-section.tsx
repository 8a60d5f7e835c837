import { useEffect, useState } from 'react';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt, sayNews } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { TextField } from '../ui/text-field.tsx';
import { AccountSection } from './account-section.tsx';
import { useForm } from './use-form.ts';
import { useSubmit } from './use-submit.ts';

type Wish = 'export' | 'deletion';

/** Everything that the cloud keeps, as a file; and the end of the account, with a time to think. */
export function YourDataSection({ email }: { readonly email: string }) {
  const { t, format } = useTexts();
  const [deletionAt, setDeletionAt] = useState<number | null>(null);
  const [asking, setAsking] = useState(false);
  const [wish, setWish] = useState<Wish | null>(null);
  const { busy, error, submit, forgive } = useSubmit();

  useEffect(() => {
    let left = false;
    call('account.deletion', undefined).then(
      (at) => {
        if (!left) setDeletionAt(at);
      },
      () => undefined,
    );
    return () => {
      left = true;
    };
  }, []);

  const fulfil = async (wanted: Wish): Promise<void> => {
    setWish(wanted);
    if (wanted === 'deletion') {
      setDeletionAt(await call('account.request-deletion', undefined));
    } else if (await call('account.export', undefined)) {
      sayNews(t('account.data.exported'));
    }
    setWish(null);
  };
  // The cloud wants a sign-in of the last minutes before it gives everything away, or ends it.
  const proof = useForm(['password'], async ({ password }) => {
    await call('account.sign-in', { email, password });
    forgive();
    if (wish !== null) await fulfil(wish);
  });

  return (
    <AccountSection title={t('account.data.title')}>
      <p className="account-row__about">{t('account.data.text')}</p>
      {deletionAt === null ? null : (
        <p role="status">
          {t('account.data.deletionOn', { date: format.date(deletionAt) })}{' '}
          <Button
            onClick={() => {
              attempt(async () => {
                await call('account.take-deletion-back', undefined);
                setDeletionAt(null);
              });
            }}
          >
            {t('account.data.takeBack')}
          </Button>
        </p>
      )}
      <div className="account-form__buttons">
        <Button
          disabled={busy}
          onClick={() => {
            submit(() => fulfil('export'));
          }}
        >
          {t('account.data.export')}
        </Button>
        {deletionAt === null ? (
          <Button
            look="danger"
            disabled={busy}
            onClick={() => {
              setAsking(true);
            }}
          >
            {t('account.data.delete')}
          </Button>
        ) : null}
      </div>
      {error === null ? null : error.kind === 'account-sign-in-again' ? (
        <form className="account-form" onSubmit={proof.onSubmit} noValidate>
          <p>{t('account.data.proof')}</p>
          <TextField
            label={t('account.password')}
            name="password"
            type="password"
            autoComplete="current-password"
            error={proof.errorOf('password')}
          />
          {proof.note === null ? null : <ErrorNote error={proof.note} />}
          <div className="account-form__buttons">
            <Button type="submit" look="primary" disabled={proof.busy}>
              {t('account.continue')}
            </Button>
            <Button onClick={forgive}>{t('common.cancel')}</Button>
          </div>
        </form>
      ) : (
        <ErrorNote error={error} />
      )}
      {asking ? (
        <Confirm
          title={t('account.data.deleteTitle')}
          action={t('account.data.delete')}
          onConfirm={async () => {
            submit(() => fulfil('deletion'));
          }}
          onClose={() => {
            setAsking(false);
          }}
        >
          <p>{t('account.data.deleteText')}</p>
        </Confirm>
      ) : null}
    </AccountSection>
  );
}
