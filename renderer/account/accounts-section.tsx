import { HardDrive, Plus } from 'lucide-react';
import { useState } from 'react';
import { type Account, localScope } from '../../electron/contract/account.ts';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt, sayNews } from '../stores/toasts.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { Switch } from '../ui/inputs.tsx';
import { AccountSection } from './account-section.tsx';
import { startSignIn, switchAccount, useAccount } from './account-store.ts';
import { Avatar } from './avatar.tsx';
import { nameOf } from './sign-in-flow.ts';

/** Whose library is shown, and which accounts this device knows. */
export function AccountsSection() {
  const { t } = useTexts();
  const state = useAccount((view) => view.state);
  const [forgetting, setForgetting] = useState<Account | null>(null);
  if (state === null) return null;
  return (
    <AccountSection title={t('account.accounts.title')} text={t('account.accounts.text')}>
      <ul className="account-list">
        <li className="account-row">
          <HardDrive aria-hidden />
          <div className="account-row__text">
            <p className="account-row__name">{t('account.accounts.local')}</p>
            <p className="account-row__about">{t('account.accounts.localText')}</p>
          </div>
          <ShowButton name={t('account.accounts.local')} scope={localScope} />
        </li>
        {state.accounts.map((account) => (
          <li key={account.id} className="account-row">
            <Avatar account={account} size="normal" />
            <div className="account-row__text">
              <p className="account-row__name">
                <span className="clip">{nameOf(account, t)}</span>
                {account.signedIn ? null : <Badge>{t('account.accounts.signedOut')}</Badge>}
              </p>
              {account.displayName === '' ? null : (
                <p className="account-row__about clip">{account.email}</p>
              )}
            </div>
            {account.signedIn ? (
              <ShowButton name={nameOf(account, t)} scope={account.id} />
            ) : (
              <>
                <Button
                  size="small"
                  onClick={() => {
                    startSignIn(account.email);
                  }}
                >
                  {t('account.accounts.signInAgain')}
                </Button>
                <Button
                  size="small"
                  look="danger"
                  aria-label={t('account.accounts.forgetOf', { name: nameOf(account, t) })}
                  onClick={() => {
                    setForgetting(account);
                  }}
                >
                  {t('account.accounts.forget')}
                </Button>
              </>
            )}
          </li>
        ))}
      </ul>
      <div>
        <Button
          size="small"
          icon={<Plus />}
          onClick={() => {
            startSignIn();
          }}
        >
          {t('account.accounts.add')}
        </Button>
      </div>
      {forgetting === null ? null : (
        <ForgetDialog
          account={forgetting}
          onClose={() => {
            setForgetting(null);
          }}
        />
      )}
    </AccountSection>
  );
}

interface ShowButtonProps {
  readonly name: string;
  readonly scope: Parameters<typeof switchAccount>[0];
}

function ShowButton({ name, scope }: ShowButtonProps) {
  const { t } = useTexts();
  const shown = useAccount((view) => view.state?.active === scope);
  if (shown) return <Badge tone="accent">{t('account.accounts.shown')}</Badge>;
  return (
    <Button
      size="small"
      aria-label={t('account.accounts.showOf', { name })}
      onClick={() => {
        attempt(() => switchAccount(scope));
      }}
    >
      {t('account.accounts.show')}
    </Button>
  );
}

interface ForgetDialogProps {
  readonly account: Account;
  readonly onClose: () => void;
}

function ForgetDialog({ account, onClose }: ForgetDialogProps) {
  const { t } = useTexts();
  const [erase, setErase] = useState(false);
  return (
    <Confirm
      title={t('account.accounts.forgetTitle', { name: nameOf(account, t) })}
      action={t('account.accounts.forget')}
      onConfirm={async () => {
        await call('account.forget', { id: account.id, erase });
        sayNews(t('account.said.forgotten'));
      }}
      onClose={onClose}
    >
      <p>{t('account.accounts.forgetText')}</p>
      <Switch
        label={t('account.accounts.eraseLabel')}
        hint={erase ? t('account.accounts.unsent') : t('account.accounts.eraseHint')}
        checked={erase}
        onChange={setErase}
      />
    </Confirm>
  );
}
