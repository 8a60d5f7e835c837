import { Search, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { operationIdSchema } from '../../electron/contract/operations.ts';
import { providerIds } from '../../electron/contract/providers.ts';
import { useTexts } from '../i18n/i18n.ts';
import { matchesKeys } from '../keyboard.ts';
import { attempt } from '../stores/toasts.ts';
import { operationGroups } from '../studio/operation-list.ts';
import { IconButton } from '../ui/button.tsx';
import { Range, Select } from '../ui/inputs.tsx';
import { setFilter, useLibrary } from './library-store.ts';

/** Typing pauses this long before a search starts. */
const searchAfterMs = 160;

/** Search, filters and the size of the pictures. */
export function LibraryBar() {
  const { t, format } = useTexts();
  const { filter, pages, size, chosen } = useLibrary();
  const count =
    chosen.size > 1
      ? t('library.chosen', { count: chosen.size, shown: format.number(chosen.size) })
      : pages.total === null
        ? ''
        : t('library.count', { count: pages.total, shown: format.number(pages.total) });
  return (
    <header className="screen__head library-bar">
      <h1>{t('screen.library')}</h1>
      <p className="library-bar__count" role="status">
        {count}
      </p>
      <SearchBox />
      <Select
        aria-label={t('library.provider')}
        value={filter.provider ?? ''}
        onChange={(event) => {
          const provider = providerIds.find((id) => id === event.currentTarget.value) ?? null;
          attempt(() => setFilter({ provider }));
        }}
      >
        <option value="">{t('library.anyProvider')}</option>
        {providerIds.map((id) => (
          <option key={id} value={id}>
            {t(`provider.${id}`)}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t('library.operation')}
        value={filter.operation ?? ''}
        onChange={(event) => {
          const operation = operationIdSchema.safeParse(event.currentTarget.value).data ?? null;
          attempt(() => setFilter({ operation }));
        }}
      >
        <option value="">{t('library.anyOperation')}</option>
        {operationGroups.map((group) => (
          <optgroup key={group.id} label={t(`picker.group.${group.id}`)}>
            {group.operations.map((id) => (
              <option key={id} value={id}>
                {t(`operation.${id}.title`)}
              </option>
            ))}
          </optgroup>
        ))}
      </Select>
      <div className="library-bar__size">
        <Range
          label={t('library.size')}
          value={size}
          min={112}
          max={320}
          step={16}
          valueText={t('option.pixels', { count: size })}
          onChange={(next) => {
            useLibrary.setState({ size: next });
          }}
        />
      </div>
    </header>
  );
}

function SearchBox() {
  const { t } = useTexts();
  const applied = useLibrary((state) => state.filter.text);
  const [typed, setTyped] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (typed === null) return undefined;
    const timer = setTimeout(() => {
      setTyped(null);
      if (typed !== useLibrary.getState().filter.text) attempt(() => setFilter({ text: typed }));
    }, searchAfterMs);
    return () => {
      clearTimeout(timer);
    };
  }, [typed]);

  useEffect(() => {
    const find = (event: KeyboardEvent): void => {
      if (!matchesKeys(event, 'Mod+F')) return;
      event.preventDefault();
      field.current?.select();
    };
    window.addEventListener('keydown', find);
    return () => {
      window.removeEventListener('keydown', find);
    };
  }, []);

  const text = typed ?? applied;
  return (
    <div className="search-box" role="search">
      <Search aria-hidden />
      <input
        ref={field}
        type="text"
        className="input"
        aria-label={t('library.search')}
        placeholder={t('library.searchHint')}
        value={text}
        maxLength={400}
        spellCheck={false}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setTyped('');
        }}
      />
      {text === '' ? null : (
        <IconButton
          label={t('library.clearSearch')}
          icon={<X />}
          onClick={() => {
            setTyped('');
            field.current?.focus();
          }}
        />
      )}
    </div>
  );
}
