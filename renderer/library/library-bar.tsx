import { operationIdSchema } from '../../electron/contract/operations.ts';
import { providerIds } from '../../electron/contract/providers.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { operationGroups } from '../studio/operation-list.ts';
import { Range, Select } from '../ui/inputs.tsx';
import { setFilter, useLibrary } from './library-store.ts';
import { SearchBox } from './search-box.tsx';
import { WhereSwitch } from './where-switch.tsx';

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
