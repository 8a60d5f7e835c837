import { useState } from 'react';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { AccountSection } from './account-section.tsx';
import { signOut } from './account-store.ts';

/** Leaving, here or everywhere; what was made stays. */
export function SignOutSection() {
  const { t } = useTexts();
  const [asking, setAsking] = useState(false);
  return (
    <AccountSection title={t('account.signOut.title')}>
      <p className="account-row__about">{t('account.signOut.text')}</p>
      <div className="account-form__buttons">
        <Button
          onClick={() => {
            attempt(signOut);
          }}
        >
          {t('account.signOut.here')}
        </Button>
        <Button
          look="danger"
          onClick={() => {
            setAsking(true);
          }}
        >
          {t('account.signOut.everywhere')}
        </Button>
      </div>
      {asking ? (
        <Confirm
          title={t('account.signOut.everywhereTitle')}
          action={t('account.signOut.everywhere')}
          onConfirm={() => call('account.sign-out', 'global')}
          onClose={() => {
            setAsking(false);
          }}
        >
          <p>{t('account.signOut.everywhereText')}</p>
        </Confirm>
      ) : null}
    </AccountSection>
  );
}
