import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { sayNews } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { useLibrary } from './library-store.ts';

/** How long the trash keeps images, and the way to empty it. */
export function TrashBar() {
  const { t } = useTexts();
  const { filter, pages } = useLibrary();
  const [asking, setAsking] = useState(false);
  if (filter.shelf !== 'trash' || pages.total === 0) return null;
  return (
    <div className="filter-row">
      <p>{t('trash.about')}</p>
      <span className="filter-row__space" />
      <Button
        icon={<Trash2 />}
        onClick={() => {
          setAsking(true);
        }}
      >
        {t('trash.empty')}
      </Button>
      {asking ? (
        <Confirm
          title={t('trash.emptyTitle')}
          action={t('trash.empty')}
          onConfirm={async () => {
            const count = await call('library.empty-trash', undefined);
            sayNews(t('trash.emptied', { count }));
          }}
          onClose={() => {
            setAsking(false);
          }}
        >
          <p>{t('trash.final')}</p>
          <p>{t('trash.safe')}</p>
        </Confirm>
      ) : null}
    </div>
  );
}
