import './library-side.css';
import {
  CopyCheck,
  FileQuestion,
  FolderHeart,
  HardDrive,
  Images,
  Pencil,
  Plus,
  Trash2,
} from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { type Collection, libraryShelves } from '../../electron/contract/library.ts';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { showOverlay } from '../stores/navigation.ts';
import { attempt } from '../stores/toasts.ts';
import { IconButton } from '../ui/button.tsx';
import { CollectionDialog } from './collection-dialog.tsx';
import { loadCollections, useCollections } from './collections-store.ts';
import { noFilter, setFilter, useLibrary } from './library-store.ts';

const icons = {
  images: <Images />,
  duplicates: <CopyCheck />,
  missing: <FileQuestion />,
  trash: <Trash2 />,
} as const;

/** The shelves of the library, and the user's collections. */
export function LibrarySide() {
  const { t } = useTexts();
  const { shelf, collection } = useLibrary((state) => state.filter);
  const { collections } = useCollections();
  const [named, setNamed] = useState<Collection | 'new' | null>(null);
  useEffect(() => {
    attempt(loadCollections);
  }, []);
  return (
    <nav className="library-side" aria-label={t('side.title')}>
      <ul>
        {libraryShelves.map((name) => (
          <li key={name}>
            <Entry
              icon={icons[name]}
              current={shelf === name && collection === null}
              onChoose={() => setFilter({ ...noFilter, shelf: name })}
            >
              {t(`side.${name}`)}
            </Entry>
          </li>
        ))}
      </ul>
      <h2>
        {t('side.collections')}
        <IconButton
          label={t('side.newCollection')}
          icon={<Plus />}
          onClick={() => {
            setNamed('new');
          }}
        />
      </h2>
      <ul>
        {collections.map((one) => (
          <li key={one.id}>
            <Entry
              icon={<FolderHeart />}
              current={collection === one.id}
              count={one.count}
              onChoose={() => setFilter({ ...noFilter, collection: one.id, sort: 'by-hand' })}
            >
              {one.name}
            </Entry>
            {collection === one.id ? (
              <IconButton
                label={t('side.changeCollection', { name: one.name })}
                icon={<Pencil />}
                onClick={() => {
                  setNamed(one);
                }}
              />
            ) : null}
          </li>
        ))}
      </ul>
      <span className="library-side__space" />
      <button
        type="button"
        className="side-entry"
        onClick={() => {
          showOverlay('storage');
        }}
      >
        <HardDrive />
        {t('storage.title')}
      </button>
      {named === null ? null : (
        <CollectionDialog
          collection={named === 'new' ? null : named}
          onClose={() => {
            setNamed(null);
          }}
          onRemoved={async () => {
            if (named !== 'new') await call('collections.remove', named.id);
            await setFilter(noFilter);
          }}
        />
      )}
    </nav>
  );
}

interface EntryProps {
  readonly icon: ReactNode;
  readonly current: boolean;
  readonly count?: number;
  readonly onChoose: () => Promise<void>;
  readonly children: ReactNode;
}

function Entry({ icon, current, count, onChoose, children }: EntryProps) {
  const { format } = useTexts();
  return (
    <button
      type="button"
      className="side-entry"
      aria-current={current}
      onClick={() => {
        attempt(onChoose);
      }}
    >
      {icon}
      <span className="clip">{children}</span>
      {count === undefined ? null : (
        <span className="side-entry__count">{format.number(count)}</span>
      )}
    </button>
  );
}
