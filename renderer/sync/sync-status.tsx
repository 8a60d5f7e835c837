import './sync.css';
import { CircleAlert, CircleCheck, CloudOff, type LucideIcon, RefreshCw } from 'lucide-react';
import { Popover } from 'radix-ui';
import type { SyncStatus } from '../../electron/contract/sync.ts';
import { startSignIn, useAccount } from '../account/account-store.ts';
import { useTexts } from '../i18n/i18n.ts';
import { showOverlay, showScreen } from '../stores/navigation.ts';
import { attempt } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { syncNow, useSync } from './sync-store.ts';
import { type SyncAction, syncActions, syncSentences, syncTitle } from './sync-view.ts';

const icons: Readonly<Record<SyncStatus['state'], LucideIcon>> = {
  off: CloudOff,
  offline: CloudOff,
  syncing: RefreshCw,
  'up-to-date': CircleCheck,
  'needs-you': CircleAlert,
};

/** Where the sync stands, in the status line; a press says more. Nothing while nobody is signed in. */
export function SyncState() {
  const { t, format } = useTexts();
  const status = useSync((state) => state.status);
  if (status.state === 'off') return null;
  const Icon = icons[status.state];
  const title = syncTitle(status, t);
  return (
    <Popover.Root>
      <Popover.Trigger
        className={`sync-state sync-state--${status.state}`}
        aria-label={t('sync.label', { state: title })}
      >
        <Icon aria-hidden />
        <span role="status">{title}</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="sync-popover"
          side="top"
          align="end"
          sideOffset={8}
          collisionPadding={8}
          aria-label={t('sync.label', { state: title })}
        >
          <p className={`sync-popover__title sync-state--${status.state}`}>
            <Icon aria-hidden />
            {title}
          </p>
          {syncSentences(status, t, format).map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
          <div className="sync-popover__buttons">
            {syncActions(status).map((action) => (
              <Popover.Close key={action} asChild>
                <ActionButton action={action} />
              </Popover.Close>
            ))}
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

interface ActionButtonProps {
  readonly action: SyncAction;
  /** Closes the popover. */
  readonly onClick?: () => void;
}

function ActionButton({ action, onClick }: ActionButtonProps) {
  const { t } = useTexts();
  const label = {
    'sync-now': t('sync.now'),
    'sign-in': t('sync.signIn'),
    'enter-code': t('sync.enterCode'),
    'show-refused': t('sync.showRefused'),
    'show-devices': t('sync.showDevices'),
    'show-plans': t('sync.showPlans'),
    'show-storage': t('sync.showStorage'),
  }[action];
  return (
    <Button
      size="small"
      look={action === 'sync-now' || action === 'show-plans' ? 'normal' : 'primary'}
      onClick={() => {
        onClick?.();
        act(action);
      }}
    >
      {label}
    </Button>
  );
}

function act(action: SyncAction): void {
  switch (action) {
    case 'sync-now':
      attempt(syncNow);
      break;
    case 'sign-in': {
      const { state } = useAccount.getState();
      startSignIn(state?.accounts.find(({ id }) => id === state.active)?.email);
      break;
    }
    case 'enter-code':
    case 'show-devices':
      showScreen('account');
      break;
    case 'show-plans':
      showScreen('plans');
      break;
    case 'show-storage':
      showOverlay('storage');
      break;
    case 'show-refused':
      showOverlay('refused-changes');
      break;
  }
}
