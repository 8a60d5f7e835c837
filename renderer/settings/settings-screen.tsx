import { Settings } from 'lucide-react';
import { useTexts } from '../i18n/i18n.ts';
import { EmptyState } from '../ui/empty-state.tsx';

export function SettingsScreen() {
  const { t } = useTexts();
  return (
    <main className="screen">
      <EmptyState icon={<Settings />} title={t('screen.settings')}>
        <p>{t('settings.about')}</p>
      </EmptyState>
    </main>
  );
}
