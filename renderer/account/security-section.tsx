import { KeyRound, Mail } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Account } from '../../electron/contract/account.ts';
import { useTexts } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { AccountSection } from './account-section.tsx';
import { EmailChange, PasswordChange } from './security-forms.tsx';

/** Address and password; each is changed in its place. */
export function SecuritySection({ account }: { readonly account: Account }) {
  const { t } = useTexts();
  const [open, setOpen] = useState<'email' | 'password' | null>(null);
  const close = (): void => {
    setOpen(null);
  };
  return (
    <AccountSection title={t('account.security.title')}>
      {open === 'email' ? (
        <EmailChange current={account.email} onDone={close} />
      ) : (
        <Row
          icon={<Mail aria-hidden />}
          name={t('account.email')}
          value={account.email || t('account.security.noEmail')}
          change={t('account.security.emailOf')}
          onChange={() => {
            setOpen('email');
          }}
        />
      )}
      {open === 'password' ? (
        <PasswordChange email={account.email} onDone={close} />
      ) : (
        <Row
          icon={<KeyRound aria-hidden />}
          name={t('account.password')}
          value={t('account.security.passwordText')}
          change={t('account.security.passwordOf')}
          onChange={() => {
            setOpen('password');
          }}
        />
      )}
    </AccountSection>
  );
}

interface RowProps {
  readonly icon: ReactNode;
  readonly name: string;
  readonly value: string;
  /** What the button does, for who cannot see the row that it stands in. */
  readonly change: string;
  readonly onChange: () => void;
}

function Row({ icon, name, value, change, onChange }: RowProps) {
  const { t } = useTexts();
  return (
    <div className="account-row">
      {icon}
      <div className="account-row__text">
        <p className="account-row__name">{name}</p>
        <p className="account-row__about clip">{value}</p>
      </div>
      <Button size="small" aria-label={change} onClick={onChange}>
        {t('account.security.change')}
      </Button>
    </div>
  );
}
