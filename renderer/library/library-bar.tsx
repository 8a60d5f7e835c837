import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { Range } from '../ui/inputs.tsx';
import { setFilter, useLibrary } from './library-store.ts';
import { SearchBox } from './search-box.tsx';
import { WhereSwitch } from './where-switch.tsx';

/** Search, and the size of the pictures. */
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
      <WhereSwitch />
      <p className="library-bar__count" role="status">
        {count}
      </p>
      <SearchBox
        label={t('library.search')}
        hint={t('library.searchHint')}
        applied={filter.text}
        onSearch={(text) => {
          attempt(() => setFilter({ text }));
        }}
      />
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
