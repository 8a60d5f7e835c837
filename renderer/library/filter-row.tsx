import './filter-row.css';
import { FilterX } from 'lucide-react';
import {
  assetLabelSchema,
  assetLabels,
  libraryQuerySchema,
  librarySorts,
  mostStars,
} from '../../electron/contract/library.ts';
import { operationIdSchema } from '../../electron/contract/operations.ts';
import { imageFormatSchema, providerIds } from '../../electron/contract/providers.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { operationGroups } from '../studio/operation-list.ts';
import { IconButton } from '../ui/button.tsx';
import { Select } from '../ui/inputs.tsx';
import {
  type LibraryFilter,
  isFiltered,
  setFilter,
  unfiltered,
  useLibrary,
} from './library-store.ts';

const sortSchema = libraryQuerySchema.unwrap().shape.sort;

function change(filter: Partial<LibraryFilter>): void {
  attempt(() => setFilter(filter));
}

/** By what the images are chosen, and in which order they stand. */
export function FilterRow() {
  const { t } = useTexts();
  const filter = useLibrary((state) => state.filter);
  return (
    <div className="filter-row" role="group" aria-label={t('filters.title')}>
      <Select
        aria-label={t('marks.rating')}
        value={filter.rating}
        onChange={(event) => {
          change({ rating: Number(event.currentTarget.value) });
        }}
      >
        <option value={0}>{t('filters.anyRating')}</option>
        {Array.from({ length: mostStars }, (_, index) => mostStars - index).map((stars) => (
          <option key={stars} value={stars}>
            {t(stars === mostStars ? 'filters.favourites' : 'filters.atLeast', { count: stars })}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t('marks.label')}
        value={filter.label ?? ''}
        onChange={(event) => {
          change({ label: assetLabelSchema.safeParse(event.currentTarget.value).data ?? null });
        }}
      >
        <option value="">{t('filters.anyLabel')}</option>
        {assetLabels.map((label) => (
          <option key={label} value={label}>
            {t(`marks.color.${label}`)}
          </option>
        ))}
      </Select>
      <MakerFilters filter={filter} />
      <Select
        aria-label={t('filters.format')}
        value={filter.format ?? ''}
        onChange={(event) => {
          change({ format: imageFormatSchema.safeParse(event.currentTarget.value).data ?? null });
        }}
      >
        <option value="">{t('filters.anyFormat')}</option>
        {imageFormatSchema.options.map((format) => (
          <option key={format} value={format}>
            {format.toUpperCase()}
          </option>
        ))}
      </Select>
      <label className="filter-row__toggle">
        <input
          type="checkbox"
          checked={filter.withText}
          onChange={(event) => {
            change({ withText: event.currentTarget.checked });
          }}
        />
        {t('filters.withText')}
      </label>
      {isFiltered(filter) ? (
        <IconButton
          label={t('filters.clear')}
          icon={<FilterX />}
          onClick={() => {
            change(unfiltered);
          }}
        />
      ) : null}
      <span className="filter-row__space" />
      <Select
        aria-label={t('filters.sort')}
        value={filter.sort}
        disabled={filter.similarTo !== null}
        onChange={(event) => {
          change({ sort: sortSchema.parse(event.currentTarget.value) });
        }}
      >
        {librarySorts
          .filter((sort) => sort !== 'by-hand' || filter.collection !== null)
          .map((sort) => (
            <option key={sort} value={sort}>
              {t(`filters.by.${sort}`)}
            </option>
          ))}
      </Select>
    </div>
  );
}

function MakerFilters({ filter }: { readonly filter: LibraryFilter }) {
  const { t } = useTexts();
  return (
    <>
      <Select
        aria-label={t('library.provider')}
        value={filter.provider ?? ''}
        onChange={(event) => {
          change({ provider: providerIds.find((id) => id === event.currentTarget.value) ?? null });
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
          change({
            operation: operationIdSchema.safeParse(event.currentTarget.value).data ?? null,
          });
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
    </>
  );
}
