import { Trash2, Undo2 } from 'lucide-react';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { restoreAssets } from './curate.ts';
import { askDeletion } from './library-dialogs.tsx';
import { chosenIds } from './library-store.ts';

/** What can be done with removed images. */
export function TrashActions() {
  const { t } = useTexts();
  return (
    <div className="asset-panel__actions">
      <Button
        look="primary"
        icon={<Undo2 />}
        onClick={() => {
          attempt(() => restoreAssets(chosenIds()));
        }}
      >
        {t('trash.restore')}
      </Button>
      <span className="asset-panel__space" />
      <Button look="danger" icon={<Trash2 />} onClick={askDeletion}>
        {t('trash.delete')}
      </Button>
    </div>
  );
}
