import { useTexts } from '../i18n/i18n.ts';
import { Switch } from '../ui/inputs.tsx';
import { useSettings } from './use-settings.ts';

/** Of this machine: it does not follow an account. */
export function StartWithSystem() {
  const { t } = useTexts();
  const { settings, change } = useSettings();
  return (
    <Switch
      label={t('settings.appearance.startWithSystem')}
      hint={t('settings.appearance.startWithSystemHint')}
      checked={settings.startWithSystem}
      onChange={(startWithSystem) => {
        change({ startWithSystem });
      }}
    />
  );
}
