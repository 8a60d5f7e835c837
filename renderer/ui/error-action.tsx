import type { AppError, UserAction } from '../../electron/contract/app-error.ts';
import { useTexts } from '../i18n/i18n.ts';
import { type SettingsSection, showSettings } from '../settings/section.ts';
import { showOverlay, showScreen } from '../stores/navigation.ts';
import { Button } from './button.tsx';

/** Where the user can do something about an error; null where the place itself has the button. */
const placeFor = {
  none: null,
  retry: null,
  decide: 'queue',
  'change-input': null,
  'choose-provider': 'routing',
  'check-key': 'providers',
  'add-credit': 'providers',
  'raise-budget': 'budgets',
  'go-online': null,
  'free-disk': 'storage',
  restart: null,
  'sign-in': 'account',
  'see-plans': 'plans',
} as const satisfies Record<
  UserAction,
  SettingsSection | 'queue' | 'account' | 'plans' | 'storage' | null
>;

interface ErrorActionProps {
  readonly error: AppError;
  readonly onDone?: () => void;
}

/** The button that leads to where an error can be mended. */
export function ErrorActionButton({ error, onDone }: ErrorActionProps) {
  const { t } = useTexts();
  const place = placeFor[error.action];
  if (place === null) return null;
  return (
    <Button
      size="small"
      onClick={() => {
        if (place === 'storage') showOverlay(place);
        else if (place === 'queue' || place === 'account' || place === 'plans') showScreen(place);
        else showSettings(place);
        onDone?.();
      }}
    >
      {t(`action.${error.action}` as 'action.check-key')}
    </Button>
  );
}
