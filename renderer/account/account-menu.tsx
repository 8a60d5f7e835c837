import './account-menu.css';
import { Check, CircleUser, Coins, HardDrive, LogOut, Plus, UserCog } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { type Scope, localScope } from '../../electron/contract/account.ts';
import { useTexts } from '../i18n/i18n.ts';
import { showScreen, useNavigation } from '../stores/navigation.ts';
import { attempt } from '../stores/toasts.ts';
import { Tip } from '../ui/tip.tsx';
import { signOut, startSignIn, switchAccount, useAccount } from './account-store.ts';
import { Avatar } from './avatar.tsx';
import { activeAccount, nameOf } from './sign-in-flow.ts';

/** The foot of the rail: who is signed in, and whose library is shown. */
export function AccountMenu() {
  const { t } = useTexts();
  const state = useAccount((view) => view.state);
  const current = useNavigation((view) => view.screen === 'account');
  if (state === null) return null;
  const account = activeAccount(state);
  const label = account === null ? t('account.signIn') : t('account.title');
  const picture =
    account === null ? <CircleUser aria-hidden /> : <Avatar account={account} size="small" />;

  if (state.accounts.length === 0) {
    return (
      <Tip text={state.cloud ? t('account.signIn') : t('account.title')} side="right">
        <button
          type="button"
          className="rail__entry"
          aria-current={current ? 'page' : undefined}
          onClick={() => {
            showScreen('account');
          }}
        >
          {picture}
          <span>{state.cloud ? label : t('account.title')}</span>
        </button>
      </Tip>
    );
  }
  return (
    // Not modal: a modal menu would write a style element into the page, which its policy forbids.
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="rail__entry" aria-current={current ? 'page' : undefined}>
        {picture}
        <span aria-hidden>{label}</span>
        <span className="visually-hidden">
          {account === null ? label : t('account.menu.of', { name: nameOf(account, t) })}
        </span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className="account-menu"
          side="right"
          align="end"
          sideOffset={8}
          collisionPadding={8}
        >
          <DropdownMenu.RadioGroup value={state.active}>
            <Library scope={localScope} icon={<HardDrive aria-hidden />}>
              <strong>{t('account.accounts.local')}</strong>
              <span>{t('account.accounts.localText')}</span>
            </Library>
            {state.accounts.map((one) => (
              <Library
                key={one.id}
                scope={one.id}
                icon={<Avatar account={one} size="small" />}
                signInAs={one.signedIn ? null : one.email}
              >
                <strong>{nameOf(one, t)}</strong>
                <span>{one.signedIn ? one.email : t('account.accounts.signInAgain')}</span>
              </Library>
            ))}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator className="account-menu__line" />
          <DropdownMenu.Item
            className="account-menu__item"
            onSelect={() => {
              showScreen('account');
            }}
          >
            <UserCog aria-hidden /> {t('account.menu.account')}
          </DropdownMenu.Item>
          <DropdownMenu.Item
            className="account-menu__item"
            onSelect={() => {
              showScreen('plans');
            }}
          >
            <Coins aria-hidden /> {t('plans.menu')}
          </DropdownMenu.Item>
          <DropdownMenu.Item
            className="account-menu__item"
            onSelect={() => {
              startSignIn();
            }}
          >
            <Plus aria-hidden /> {t('account.accounts.add')}
          </DropdownMenu.Item>
          {account === null ? null : (
            <DropdownMenu.Item
              className="account-menu__item"
              onSelect={() => {
                attempt(signOut);
              }}
            >
              <LogOut aria-hidden /> {t('account.signOut.here')}
            </DropdownMenu.Item>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface LibraryProps {
  readonly scope: Scope;
  readonly icon: ReactNode;
  /** The address of an account that has to sign in before it can be shown. */
  readonly signInAs?: string | null;
  readonly children: ReactNode;
}

/** A library that can be shown: an account's, or the one of this device. */
function Library({ scope, icon, signInAs = null, children }: LibraryProps) {
  return (
    <DropdownMenu.RadioItem
      className="account-menu__item account-menu__item--library"
      value={scope}
      onSelect={() => {
        if (signInAs === null) attempt(() => switchAccount(scope));
        else startSignIn(signInAs);
      }}
    >
      {icon}
      <span className="account-menu__who">{children}</span>
      <DropdownMenu.ItemIndicator>
        <Check aria-hidden />
      </DropdownMenu.ItemIndicator>
    </DropdownMenu.RadioItem>
  );
}
