import { FileSearch } from 'lucide-react';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt, sayNews } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { useLibrary } from './library-store.ts';

/** Why files may be missing, and the way to bring them back. */
export function MissingBar() {
  const { t } = useTexts();
  const { filter, pages } = useLibrary();
  if (filter.shelf !== 'missing' || pages.total === 0) return null;
  const find = async (): Promise<void> => {
    const done = await call('library.find-files', undefined);
    if (done !== null) sayNews(t('missing.found', { count: done.found, left: done.left }));
  };
  return (
    <div className="filter-row">
      <p>{t('missing.about')}</p>
      <span className="filter-row__space" />
      <Button
        icon={<FileSearch />}
        onClick={() => {
          attempt(find);
        }}
      >
        {t('missing.find')}
      </Button>
    </div>
  );
}
