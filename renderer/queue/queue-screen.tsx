import { ListTodo } from 'lucide-react';
import { useTexts } from '../i18n/i18n.ts';
import { EmptyState } from '../ui/empty-state.tsx';

export function QueueScreen() {
  const { t } = useTexts();
  return (
    <main className="screen">
      <EmptyState icon={<ListTodo />} title={t('screen.queue')}>
        <p>{t('queue.about')}</p>
      </EmptyState>
    </main>
  );
}
