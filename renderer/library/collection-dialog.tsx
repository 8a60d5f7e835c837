import { useState } from 'react';
import type { Collection } from '../../electron/contract/library.ts';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextInput } from '../ui/inputs.tsx';
import { addToCollection } from './collections-store.ts';
import { chosenIds } from './library-store.ts';

interface CollectionDialogProps {
  /** Null: a new one, which takes what is chosen. */
  readonly collection: Collection | null;
  readonly onClose: () => void;
  readonly onRemoved: () => Promise<void>;
}

/** Names a collection, or removes it; its images stay in the library. */
export function CollectionDialog({ collection, onClose, onRemoved }: CollectionDialogProps) {
  const { t } = useTexts();
  const [name, setName] = useState(collection?.name ?? '');
  const keep = async (): Promise<void> => {
    onClose();
    if (collection !== null) {
      await call('collections.rename', { id: collection.id, name });
      return;
    }
    const ids = chosenIds();
    const { id } = await call('collections.create', { name });
    await addToCollection(id, ids);
  };
  return (
    <Dialog
      title={collection === null ? t('side.newCollection') : collection.name}
      width={420}
      onClose={onClose}
      footer={
        <>
          {collection === null ? null : (
            <Button
              look="danger"
              onClick={() => {
                onClose();
                attempt(onRemoved);
              }}
            >
              {t('side.removeCollection')}
            </Button>
          )}
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button look="primary" type="submit" form="collection-name" disabled={name.trim() === ''}>
            {t('side.keepCollection')}
          </Button>
        </>
      }
    >
      <form
        id="collection-name"
        className="dialog__content"
        onSubmit={(event) => {
          event.preventDefault();
          attempt(keep);
        }}
      >
        <TextInput
          aria-label={t('library.name')}
          value={name}
          maxLength={100}
          onChange={(event) => {
            setName(event.currentTarget.value);
          }}
        />
      </form>
    </Dialog>
  );
}
