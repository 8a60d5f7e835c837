import { ExternalLink } from 'lucide-react';
import { useState } from 'react';
import type { MailPurpose } from '../../electron/contract/account.ts';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { ErrorNote } from '../ui/error-note.tsx';
import { LinkButton } from '../ui/link-button.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useNow } from '../ui/use-now.ts';
import { goToStep, leaveSignIn, takeAnswer, useAccount } from './account-store.ts';
import { secondsUntilResend } from './sign-in-flow.ts';
import { StepFrame } from './step-frame.tsx';
import { useForm } from './use-form.ts';
import { useSubmit } from './use-submit.ts';

interface CheckMailProps {
  readonly purpose: MailPurpose;
  readonly email: string;
  readonly sentAt: number;
}

/** An e-mail is on its way: its link opens the app, its code can be typed. */
export function CheckMailStep({ purpose, email, sentAt }: CheckMailProps) {
  const { t } = useTexts();
  const { onSubmit, busy, errorOf, note } = useForm(['code'], async ({ code }) => {
    await takeAnswer(await call('account.enter-code', { purpose, email, code }), purpose);
  });
  return (
    <StepFrame
      title={t('account.mail.title')}
      lead={t(`account.mail.${purpose}`, { email })}
      action={t('account.continue')}
      busy={busy}
      note={note}
      onSubmit={onSubmit}
      ways={
        <>
          <Resend purpose={purpose} email={email} sentAt={sentAt} />
          <LinkButton onClick={() => goToStep({ name: 'sign-in' })}>
            {t('account.mail.other')}
          </LinkButton>
        </>
      }
    >
      <CodeField hint={t('account.mail.codeHint')} error={errorOf('code')} />
    </StepFrame>
  );
}

/** The button waits as long as the auth server would refuse another e-mail. */
export function Resend({ purpose, email, sentAt }: CheckMailProps) {
  const { t, format } = useTexts();
  const [last, setLast] = useState(sentAt);
  const { busy, error, submit } = useSubmit();
  const left = secondsUntilResend(last, useNow(1000));
  return (
    <div className="sign-in__resend">
      <LinkButton
        disabled={busy || left > 0}
        onClick={() => {
          submit(async () => {
            if (purpose === 'recovery') await call('account.request-reset', email);
            else await call('account.resend', { purpose, email });
            setLast(Date.now());
          });
        }}
      >
        {left > 0
          ? t('account.mail.resendIn', { time: format.duration(left * 1000) })
          : t('account.mail.resend')}
      </LinkButton>
      <span role="status" className="sign-in__aside">
        {last === sentAt ? t('account.mail.spam') : t('account.mail.resent')}
      </span>
      {error === null ? null : <ErrorNote error={error} />}
    </div>
  );
}

/** The code of the authenticator app. */
export function SecondFactorStep() {
  const { t } = useTexts();
  const { onSubmit, busy, errorOf, note } = useForm(['code'], async ({ code }) => {
    await takeAnswer(await call('account.answer-factor', { code }), 'signup');
  });
  return (
    <StepFrame
      title={t('account.factor.title')}
      lead={t('account.factor.lead')}
      action={t('account.factor.verify')}
      busy={busy}
      note={note}
      onSubmit={onSubmit}
      ways={
        <>
          <LinkButton onClick={() => goToStep({ name: 'recovery-code' })}>
            {t('account.factor.lost')}
          </LinkButton>
          <LinkButton onClick={() => goToStep({ name: 'sign-in' })}>
            {t('account.factor.elsewhere')}
          </LinkButton>
        </>
      }
    >
      <CodeField hint={t('account.factor.codeHint')} error={errorOf('code')} />
    </StepFrame>
  );
}

/** For whoever lost the authenticator app. */
export function RecoveryCodeStep() {
  const { t } = useTexts();
  const { onSubmit, busy, errorOf, note } = useForm(['recovery'], async ({ recovery }) => {
    await takeAnswer(await call('account.use-recovery-code', recovery), 'signup');
  });
  return (
    <StepFrame
      title={t('account.factor.recoveryTitle')}
      lead={t('account.factor.recoveryLead')}
      action={t('account.factor.useRecovery')}
      busy={busy}
      note={note}
      onSubmit={onSubmit}
      ways={
        <LinkButton onClick={() => goToStep({ name: 'second-factor' })}>
          {t('account.factor.haveApp')}
        </LinkButton>
      }
    >
      <TextField
        label={t('account.factor.recoveryCode')}
        name="recovery"
        autoComplete="off"
        maxLength={40}
        error={errorOf('recovery')}
      />
    </StepFrame>
  );
}

/** After a reset: the link has signed in, the new password is still to be chosen. */
export function NewPasswordStep() {
  const { t } = useTexts();
  const { onSubmit, busy, errorOf, note } = useForm(['password'], async ({ password }) => {
    await call('account.set-password', { password });
    leaveSignIn();
  });
  return (
    <StepFrame
      title={t('account.newPasswordTitle')}
      lead={t('account.newPasswordLead')}
      action={t('account.savePassword')}
      busy={busy}
      note={note}
      onSubmit={onSubmit}
      ways={<LinkButton onClick={leaveSignIn}>{t('account.later')}</LinkButton>}
    >
      <TextField
        label={t('account.newPassword')}
        name="password"
        type="password"
        autoComplete="new-password"
        reveal={t('account.showPassword')}
        hint={t('account.passwordHint')}
        error={errorOf('password')}
      />
    </StepFrame>
  );
}

/** The browser has the next word; the answer comes as an event. */
export function BrowserStep({ provider }: { readonly provider: string }) {
  const { t } = useTexts();
  const name = useAccount(
    ({ state }) => state?.identityProviders.find(({ id }) => id === provider)?.name ?? provider,
  );
  return (
    <section className="sign-in__step" aria-labelledby="browser-title">
      <span className="sign-in__picture" aria-hidden>
        <ExternalLink />
      </span>
      <header>
        <h2 id="browser-title">{t('account.browser.title')}</h2>
        <p role="status">{t('account.browser.text', { name })}</p>
      </header>
      <Button
        size="large"
        onClick={() => {
          attempt(() => call('account.sign-in-with', { provider }));
        }}
      >
        {t('account.browser.again')}
      </Button>
      <div className="sign-in__ways">
        <LinkButton
          onClick={() => {
            attempt(() => call('account.cancel-browser', undefined));
          }}
        >
          {t('account.browser.cancel')}
        </LinkButton>
      </div>
    </section>
  );
}

interface CodeFieldProps {
  readonly label?: string;
  readonly hint?: string;
  readonly error: string | undefined;
}

/** Digits of a mail or an authenticator app. */
export function CodeField({ label, hint, error }: CodeFieldProps) {
  const { t } = useTexts();
  return (
    <TextField
      label={label ?? t('account.code')}
      name="code"
      inputMode="numeric"
      autoComplete="one-time-code"
      maxLength={12}
      hint={hint}
      error={error}
    />
  );
}
