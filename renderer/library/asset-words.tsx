import './asset-words.css';
import { List, Undo2 } from 'lucide-react';
import { type FocusEvent, useEffect, useState } from 'react';
import type { Asset, AssetWords } from '../../electron/contract/library.ts';
import type { MetadataReport } from '../../electron/contract/metadata.ts';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { TextArea, TextInput } from '../ui/inputs.tsx';
import { AssetCredentials } from './asset-credentials.tsx';
import { AssetPlace } from './asset-place.tsx';
import { shownTexts, withText } from './file-words.ts';
import { showMetadata } from './metadata-dialog.tsx';
import { canUndoWords, undoWords } from './undo.ts';

interface Known {
  readonly words: AssetWords;
  /** Null: the file can't be read. */
  readonly report: MetadataReport | null;
  /** A change of the words can be taken back. */
  readonly undoable: boolean;
}

const fields = [
  { name: 'title', label: 'words.name', most: 300, rows: 1 },
  { name: 'description', label: 'words.description', most: 4000, rows: 3 },
  { name: 'altText', label: 'words.altText', most: 1000, rows: 2 },
  { name: 'keywords', label: 'words.keywords', most: 4000, rows: 1 },
  { name: 'creator', label: 'words.creator', most: 300, rows: 1 },
  { name: 'copyright', label: 'words.copyright', most: 1000, rows: 1 },
  { name: 'takenAt', label: 'words.takenAt', most: 19, rows: 1 },
] as const;

/** What a file says of its image, and what the user says instead; a field is kept when it is left. */
export function AssetWordsForm({ asset }: { readonly asset: Asset }) {
  const { t } = useTexts();
  const [known, setKnown] = useKnown(asset);
  if (known === null) return null;

  const { words, report, undoable } = known;
  const said = report?.words ?? {};
  const keep = (next: AssetWords): void => {
    setKnown({ words: next, report, undoable: true });
    attempt(async () => {
      await call('library.describe', { assetId: asset.id, words: next });
      canUndoWords(asset.id);
    });
  };
  const texts = shownTexts(words, said);
  return (
    <>
      <section className="asset-section" aria-label={t('words.title')}>
        <div className="asset-words__head">
          <h3>{t('words.title')}</h3>
          {undoable ? (
            <IconButton
              label={t('words.undo')}
              icon={<Undo2 />}
              keys="Mod+Z"
              onClick={() => {
                attempt(() => undoWords(asset.id));
              }}
            />
          ) : null}
        </div>
        <div className="asset-words">
          {fields.map((field) => (
            <WordField
              // A field whose text has changed elsewhere is another one.
              key={`${field.name} ${texts[field.name]}`}
              field={field}
              text={texts[field.name]}
              onLeave={(text) => {
                keep(withText(words, said, { name: field.name, text }));
              }}
            />
          ))}
          <AssetPlace
            place={report?.place ?? null}
            hasPlace={asset.latest.facts.hasGps}
            hidden={words.hidesPlace}
            onHide={(hidesPlace) => {
              keep({ ...words, hidesPlace });
            }}
          />
          <p>{t('words.about')}</p>
          {report === null ? (
            <p role="status">{t('metadata.unreadable')}</p>
          ) : (
            <Button
              size="small"
              icon={<List />}
              onClick={() => {
                showMetadata(report);
              }}
            >
              {t('metadata.show')}
            </Button>
          )}
        </div>
      </section>
      {report === null || report.credentials === null ? null : (
        <AssetCredentials credentials={report.credentials} />
      )}
    </>
  );
}

interface WordFieldProps {
  readonly field: (typeof fields)[number];
  readonly text: string;
  /** Only where the text is another one. */
  readonly onLeave: (text: string) => void;
}

function WordField({ field: { name, label, most, rows }, text, onLeave }: WordFieldProps) {
  const { t } = useTexts();
  const shared = {
    defaultValue: text,
    maxLength: most,
    onBlur: (event: FocusEvent<HTMLInputElement | HTMLTextAreaElement>) => {
      const typed = event.currentTarget.value;
      if (typed.trim() !== text) onLeave(typed);
    },
  };
  return (
    <label>
      {t(label)}
      {name === 'takenAt' ? (
        <TextInput {...shared} type="datetime-local" step={1} />
      ) : rows === 1 ? (
        <TextInput {...shared} />
      ) : (
        <TextArea {...shared} rows={rows} />
      )}
    </label>
  );
}

/** Read afresh whenever the asset changes: here, by an undo, or on another device. */
function useKnown({ id, updatedAt }: Asset): readonly [Known | null, (known: Known) => void] {
  const [known, setKnown] = useState<Known | null>(null);
  useEffect(() => {
    let wanted = true;
    attempt(async () => {
      const [words, before, report] = await Promise.all([
        call('library.words', id),
        call('library.words-before', id),
        // A file that is missing or broken has a place of its own to say so.
        call('library.metadata', id).catch(() => null),
      ]);
      if (wanted) setKnown({ words, report, undoable: before !== null });
    });
    return () => {
      wanted = false;
    };
  }, [id, updatedAt]);
  return [known, setKnown];
}
