import { LogIn } from 'lucide-react';
import type { IdentityProviderInfo } from '../../electron/contract/account.ts';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { goToStep, takeAnswer, useAccount } from './account-store.ts';

const none: readonly IdentityProviderInfo[] = [];

/** The other ways to prove who one is; nothing where there are none. */
export function ProviderButtons() {
  const { t } = useTexts();
  const providers = useAccount((view) => view.state?.identityProviders ?? none);
  if (providers.length === 0) return null;
  return (
    <div className="sign-in__providers">
      <p className="sign-in__or">
        <span>{t('account.or')}</span>
      </p>
      {providers.map((provider) => (
        <Button
          key={provider.id}
          size="large"
          icon={<LogIn />}
          onClick={() => {
            attempt(() => signInWith(provider));
          }}
        >
          <span className="clip">{t('account.signInWith', { name: provider.name })}</span>
        </Button>
      ))}
    </div>
  );
}

async function signInWith({ id, asks }: IdentityProviderInfo): Promise<void> {
  if (asks === 'password') goToStep({ name: 'provider-password', provider: id });
  else await takeAnswer(await call('account.sign-in-with', { provider: id }), 'signup');
}
