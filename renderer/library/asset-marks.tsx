import './asset-marks.css';
import type { Asset } from '../../electron/contract/library.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { Select } from '../ui/inputs.tsx';
import { addToCollection, useCollections } from './collections-store.ts';
import { markAssets } from './curate.ts';
import { useLibrary } from './library-store.ts';
import { Labels, Stars } from './marks.tsx';
import { takeChosenOut } from './remove-chosen.ts';

/** Stars, colour and collections of the chosen images; what several share is shown. */
export function AssetMarks({ assets }: { readonly assets: readonly Asset[] }) {
  const { t } = useTexts();
  const { collections } = useCollections();
  const { shelf, collection } = useLibrary((state) => state.filter);
  const ids = assets.map(({ id }) => id);
  const [first] = assets;
  if (!first || shelf === 'trash') return null;
  const rating = assets.every((asset) => asset.rating === first.rating) ? first.rating : 0;
  const label = assets.every((asset) => asset.label === first.label) ? first.label : null;
  return (
    <div className="asset-marks">
      <Stars
        value={rating}
        onChange={(next) => {
          attempt(() => markAssets(ids, { rating: next }));
        }}
      />
      <Labels
        value={label}
        onChange={(next) => {
          attempt(() => markAssets(ids, { label: next }));
        }}
      />
      {collections.length === 0 ? null : (
        <Select
          aria-label={t('side.addTo')}
          value=""
          onChange={(event) => {
            const chosen = collections.find(({ id }) => id === event.currentTarget.value);
            if (chosen) attempt(() => addToCollection(chosen.id, ids));
          }}
        >
          <option value="">{t('side.addTo')}</option>
          {collections.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      )}
      {collection === null ? null : (
        <Button
          size="small"
          onClick={() => {
            attempt(takeChosenOut);
          }}
        >
          {t('side.takeOut')}
        </Button>
      )}
    </div>
  );
}
