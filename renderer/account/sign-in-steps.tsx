import { AppFailure } from '../../electron/contract/app-error.ts';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { LinkButton } from '../ui/link-button.tsx';
import { TextField } from '../ui/text-field.tsx';
import { goToStep, takeAnswer, useAccount } from './account-store.ts';
import { ProviderButtons } from './provider-buttons.tsx';
import { StepFrame } from './step-frame.tsx';
import { useForm } from './use-form.ts';

/** Address and password. */
export function SignInStep() {
  const { t } = useTexts();
  const email = useAccount((view) => view.email);
  const isKnown = useAccount(
    ({ state }) => state?.accounts.some((account) => account.email === email) === true,
  );
  const { onSubmit, busy, errorOf, note } = useForm(['email', 'password'], async (values) => {
    useAccount.setState({ email: values.email });
    try {
      await takeAnswer(await call('account.sign-in', values), 'signup');
    } catch (thrown) {
      if (!(thrown instanceof AppFailure) || thrown.error.kind !== 'account-not-confirmed')
        throw thrown;
      await call('account.resend', { purpose: 'signup', email: values.email });
      goToStep({ name: 'check-mail', purpose: 'signup', email: values.email, sentAt: Date.now() });
    }
  });
  return (
    <>
      <StepFrame
        title={isKnown ? t('account.welcomeBack') : t('account.signIn')}
        lead={isKnown ? t('account.ended') : t('account.signInLead')}
        action={t('account.signIn')}
        busy={busy}
        note={note}
        onSubmit={onSubmit}
        ways={
          <>
            <LinkButton onClick={() => goToStep({ name: 'reset' })}>
              {t('account.forgot')}
            </LinkButton>
            <LinkButton onClick={() => goToStep({ name: 'magic-link' })}>
              {t('account.magic')}
            </LinkButton>
          </>
        }
      >
        <TextField
          label={t('account.email')}
          name="email"
          type="email"
          autoComplete="username"
          defaultValue={email}
          error={errorOf('email')}
        />
        <TextField
          label={t('account.password')}
          name="password"
          type="password"
          autoComplete="current-password"
          reveal={t('account.showPassword')}
          error={errorOf('password')}
        />
      </StepFrame>
      <ProviderButtons />
      <p className="sign-in__other">
        {t('account.noAccount')}{' '}
        <LinkButton onClick={() => goToStep({ name: 'sign-up' })}>{t('account.signUp')}</LinkButton>
      </p>
    </>
  );
}

/** A new account: name, address, password. */
export function SignUpStep() {
  const { t } = useTexts();
  const email = useAccount((view) => view.email);
  const { onSubmit, busy, errorOf, note } = useForm(
    ['email', 'password', 'name'],
    async (values) => {
      useAccount.setState({ email: values.email });
      const { name: displayName, ...credentials } = values;
      await takeAnswer(await call('account.sign-up', { ...credentials, displayName }), 'signup');
    },
  );
  return (
    <>
      <StepFrame
        title={t('account.signUp')}
        lead={t('account.signUpLead')}
        action={t('account.signUp')}
        busy={busy}
        note={note}
        onSubmit={onSubmit}
      >
        <TextField
          label={t('account.email')}
          name="email"
          type="email"
          autoComplete="username"
          defaultValue={email}
          error={errorOf('email')}
        />
        <TextField
          label={t('account.password')}
          name="password"
          type="password"
          autoComplete="new-password"
          reveal={t('account.showPassword')}
          hint={t('account.passwordHint')}
          error={errorOf('password')}
        />
        <TextField
          label={t('account.name')}
          name="name"
          autoComplete="name"
          maxLength={100}
          hint={t('account.nameHint')}
        />
      </StepFrame>
      <ProviderButtons />
      <p className="sign-in__other">
        {t('account.haveAccount')}{' '}
        <LinkButton onClick={() => goToStep({ name: 'sign-in' })}>{t('account.signIn')}</LinkButton>
      </p>
    </>
  );
}

/** An e-mail instead of a password: to sign in, or to set a new one. */
export function AskMailStep({ purpose }: { readonly purpose: 'magic-link' | 'recovery' }) {
  const { t } = useTexts();
  const known = useAccount((view) => view.email);
  const isLink = purpose === 'magic-link';
  const { onSubmit, busy, errorOf, note } = useForm(['email'], async ({ email }) => {
    useAccount.setState({ email });
    if (isLink) await takeAnswer(await call('account.send-magic-link', email), purpose);
    else {
      await call('account.request-reset', email);
      goToStep({ name: 'check-mail', purpose, email, sentAt: Date.now() });
    }
  });
  return (
    <StepFrame
      title={isLink ? t('account.magicTitle') : t('account.resetTitle')}
      lead={isLink ? t('account.magicLead') : t('account.resetLead')}
      action={isLink ? t('account.sendLink') : t('account.sendReset')}
      busy={busy}
      note={note}
      onSubmit={onSubmit}
      ways={<BackToSignIn />}
    >
      <TextField
        label={t('account.email')}
        name="email"
        type="email"
        autoComplete="username"
        defaultValue={known}
        error={errorOf('email')}
      />
    </StepFrame>
  );
}

/** A provider that asks for an address and a password here, not in the browser. */
export function ProviderPasswordStep({ provider }: { readonly provider: string }) {
  const { t } = useTexts();
  const email = useAccount((view) => view.email);
  const name = useAccount(
    ({ state }) => state?.identityProviders.find(({ id }) => id === provider)?.name ?? provider,
  );
  const { onSubmit, busy, errorOf, note } = useForm(['email', 'password'], async (credentials) => {
    useAccount.setState({ email: credentials.email });
    await takeAnswer(await call('account.sign-in-with', { provider, credentials }), 'signup');
  });
  return (
    <StepFrame
      title={t('account.passwordOf', { name })}
      lead={t('account.signInLead')}
      action={t('account.signIn')}
      busy={busy}
      note={note}
      onSubmit={onSubmit}
      ways={<BackToSignIn />}
    >
      <TextField
        label={t('account.email')}
        name="email"
        type="email"
        autoComplete="username"
        defaultValue={email}
        error={errorOf('email')}
      />
      <TextField
        label={t('account.password')}
        name="password"
        type="password"
        autoComplete="current-password"
        reveal={t('account.showPassword')}
        error={errorOf('password')}
      />
    </StepFrame>
  );
}

function BackToSignIn() {
  const { t } = useTexts();
  return <LinkButton onClick={() => goToStep({ name: 'sign-in' })}>{t('account.back')}</LinkButton>;
}
