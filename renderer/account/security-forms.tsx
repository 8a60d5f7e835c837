import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { AppFailure, type AppError } from '../../electron/contract/app-error.ts';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { sayNews } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { TextField } from '../ui/text-field.tsx';
import { CodeField, Resend } from './proof-steps.tsx';
import { useForm } from './use-form.ts';

/** Does a change; where the cloud first wants to be sure who asks, has a code sent and says so. */
async function withProof(change: () => Promise<unknown>): Promise<'done' | 'code'> {
  try {
    await change();
    return 'done';
  } catch (thrown) {
    if (!(thrown instanceof AppFailure) || thrown.error.kind !== 'account-code-needed')
      throw thrown;
    await call('account.reauthenticate', undefined);
    return 'code';
  }
}

type EmailPhase =
  | { readonly name: 'address' }
  | { readonly name: 'code'; readonly email: string }
  | { readonly name: 'mail'; readonly email: string; readonly sentAt: number };

/** address → (code from the old address) → code from the new address */
export function EmailChange(props: { readonly current: string; readonly onDone: () => void }) {
  const { current, onDone } = props;
  const { t } = useTexts();
  const [phase, setPhase] = useState<EmailPhase>({ name: 'address' });
  const mailed = (email: string): void => {
    setPhase({ name: 'mail', email, sentAt: Date.now() });
  };

  const address = useForm(['email'], async ({ email }) => {
    const came = await withProof(() => call('account.change-email', { email }));
    if (came === 'code') setPhase({ name: 'code', email });
    else mailed(email);
  });
  const proof = useForm(['code'], async ({ code }) => {
    if (phase.name !== 'code') return;
    await call('account.change-email', { email: phase.email, code });
    mailed(phase.email);
  });
  const mail = useForm(['code'], async ({ code }) => {
    if (phase.name !== 'mail') return;
    await call('account.enter-code', { purpose: 'email-change', email: phase.email, code });
    sayNews(t('account.said.emailChanged'));
    onDone();
  });

  switch (phase.name) {
    case 'address':
      return (
        <InlineForm
          {...address}
          label={t('account.security.emailOf')}
          action={t('account.security.changeEmail')}
          onCancel={onDone}
        >
          <TextField
            label={t('account.security.newEmail')}
            name="email"
            type="email"
            autoComplete="email"
            error={address.errorOf('email')}
          />
        </InlineForm>
      );
    case 'code':
      return (
        <InlineForm
          key="code"
          {...proof}
          label={t('account.security.emailOf')}
          action={t('account.continue')}
          onCancel={onDone}
        >
          <p className="account-row__about">{t('account.security.codeSent', { email: current })}</p>
          <CodeField label={t('account.security.codeFromMail')} error={proof.errorOf('code')} />
        </InlineForm>
      );
    case 'mail':
      return (
        <InlineForm
          key="mail"
          {...mail}
          label={t('account.security.emailOf')}
          action={t('account.continue')}
          onCancel={onDone}
        >
          <p className="account-row__about">
            {t('account.mail.email-change', { email: phase.email })}
          </p>
          <CodeField label={t('account.security.codeFromMail')} error={mail.errorOf('code')} />
          <Resend purpose="email-change" email={phase.email} sentAt={phase.sentAt} />
        </InlineForm>
      );
  }
}

/** password → (code from the mail) */
export function PasswordChange(props: { readonly email: string; readonly onDone: () => void }) {
  const { email, onDone } = props;
  const { t } = useTexts();
  /** Chosen, but the cloud still wants a code. */
  const [chosen, setChosen] = useState<string | null>(null);
  const done = (): void => {
    sayNews(t('account.said.passwordChanged'));
    onDone();
  };
  const password = useForm(['password'], async (values) => {
    const came = await withProof(() => call('account.set-password', values));
    if (came === 'code') setChosen(values.password);
    else done();
  });
  const proof = useForm(['code', 'password'], async ({ code, password }) => {
    await call('account.set-password', { password, code });
    done();
  });
  const form = chosen === null ? password : proof;
  return (
    <InlineForm
      key={chosen === null ? 'password' : 'code'}
      {...form}
      label={t('account.security.passwordOf')}
      action={t('account.savePassword')}
      onCancel={onDone}
    >
      {chosen === null ? null : (
        <>
          <p className="account-row__about">{t('account.security.codeSent', { email })}</p>
          <CodeField label={t('account.security.codeFromMail')} error={proof.errorOf('code')} />
        </>
      )}
      <TextField
        label={t('account.newPassword')}
        name="password"
        type="password"
        autoComplete="new-password"
        defaultValue={chosen ?? ''}
        reveal={t('account.showPassword')}
        hint={t('account.passwordHint')}
        error={form.errorOf('password')}
      />
    </InlineForm>
  );
}

interface InlineFormProps {
  readonly label: string;
  readonly action: string;
  readonly busy: boolean;
  readonly note: AppError | null;
  readonly onSubmit: (event: FormEvent<HTMLFormElement>) => void;
  readonly onCancel: () => void;
  readonly children: ReactNode;
}

/** A form in the place of the row that it changes. */
function InlineForm(props: InlineFormProps) {
  const { label, action, busy, note, onSubmit, onCancel, children } = props;
  const { t } = useTexts();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.querySelector('input')?.focus();
  }, []);
  return (
    <form ref={form} className="account-form" aria-label={label} noValidate onSubmit={onSubmit}>
      {children}
      {note === null ? null : (
        <div role="alert">
          <ErrorNote error={note} />
        </div>
      )}
      <div className="account-form__buttons">
        <Button type="submit" look="primary" disabled={busy}>
          {busy ? t('account.working') : action}
        </Button>
        <Button onClick={onCancel}>{t('common.cancel')}</Button>
      </div>
    </form>
  );
}
