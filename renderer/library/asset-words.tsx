import './asset-words.css';
import { type FocusEvent, useEffect, useState } from 'react';
import type { Asset, AssetWords } from '../../electron/contract/library.ts';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { TextArea, TextInput } from '../ui/inputs.tsx';

/** What the user says of an image; a field is kept when it is left. */
export function AssetWordsForm({ asset }: { readonly asset: Asset }) {
  const { t } = useTexts();
  const [words, setWords] = useState<AssetWords | null>(null);
  useEffect(() => {
    let wanted = true;
    attempt(async () => {
      const read = await call('library.words', asset.id);
      if (wanted) setWords(read);
    });
    return () => {
      wanted = false;
    };
  }, [asset.id]);
  if (words === null) return null;

  const keep = (change: Partial<AssetWords>): void => {
    const next = { ...words, ...change };
    setWords(next);
    attempt(() => call('library.describe', { assetId: asset.id, words: next }));
  };
  const field = (name: 'title' | 'description' | 'altText', maxLength: number) => ({
    defaultValue: words[name],
    maxLength,
    onBlur: (event: FocusEvent<HTMLInputElement | HTMLTextAreaElement>) => {
      const value = event.currentTarget.value.trim();
      if (value !== words[name]) keep({ [name]: value });
    },
  });
  return (
    <section className="asset-section">
      <h3>{t('words.title')}</h3>
      <div className="asset-words">
        <label>
          {t('words.name')}
          <TextInput {...field('title', 300)} />
        </label>
        <label>
          {t('words.description')}
          <TextArea rows={3} {...field('description', 4000)} />
        </label>
        <label>
          {t('words.altText')}
          <TextArea rows={2} {...field('altText', 1000)} />
        </label>
        {asset.latest.facts.hasGps || words.hidesPlace ? (
          <label className="asset-words__place">
            <input
              type="checkbox"
              checked={words.hidesPlace}
              onChange={(event) => {
                keep({ hidesPlace: event.currentTarget.checked });
              }}
            />
            {t('words.hidesPlace')}
          </label>
        ) : null}
        <p>{t('words.about')}</p>
      </div>
    </section>
  );
}
