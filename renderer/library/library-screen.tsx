import { Images } from 'lucide-react';
import { useTexts } from '../i18n/i18n.ts';
import { EmptyState } from '../ui/empty-state.tsx';

export function LibraryScreen() {
  const { t } = useTexts();
  return (
    <main className="screen">
      <EmptyState icon={<Images />} title={t('screen.library')}>
        <p>{t('library.about')}</p>
      </EmptyState>
    </main>
  );
}
