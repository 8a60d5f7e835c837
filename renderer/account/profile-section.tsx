import { ImageUp, Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { Account } from '../../electron/contract/account.ts';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/text-field.tsx';
import { AccountSection } from './account-section.tsx';
import { Avatar } from './avatar.tsx';

/** Picture and name. */
export function ProfileSection({ account }: { readonly account: Account }) {
  const { t } = useTexts();
  return (
    <AccountSection title={t('account.profile.title')}>
      <div className="profile">
        <Avatar account={account} size="large" />
        <div className="profile__who">
          <p className="profile__name">
            <span className="clip">{account.displayName || t('account.profile.nobody')}</span>
            {account.role === 'user' ? null : (
              <Badge tone="accent">{t(`account.profile.role.${account.role}`)}</Badge>
            )}
          </p>
          <p className="profile__email clip">{account.email}</p>
          <div className="profile__buttons">
            <Button
              size="small"
              icon={<ImageUp />}
              onClick={() => {
                attempt(() => call('account.choose-avatar', undefined));
              }}
            >
              {t('account.profile.choose')}
            </Button>
            {account.avatar === null ? null : (
              <Button
                size="small"
                look="quiet"
                icon={<Trash2 />}
                onClick={() => {
                  attempt(() => call('account.remove-avatar', undefined));
                }}
              >
                {t('account.profile.remove')}
              </Button>
            )}
          </div>
        </div>
      </div>
      <NameForm key={account.displayName} current={account.displayName} />
    </AccountSection>
  );
}

/** Kept when the field is left, as everywhere in the settings. */
function NameForm({ current }: { readonly current: string }) {
  const { t } = useTexts();
  const [typed, setTyped] = useState(current);
  const keep = (): void => {
    const displayName = typed.trim();
    if (displayName !== current) attempt(() => call('account.set-profile', { displayName }));
  };
  return (
    <form
      className="account-narrow"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        keep();
      }}
    >
      <TextField
        label={t('account.name')}
        hint={t('account.nameHint')}
        autoComplete="name"
        maxLength={100}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
        }}
        onBlur={keep}
      />
    </form>
  );
}
