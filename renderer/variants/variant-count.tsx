import { mostVariants } from '../../electron/contract/variant-channels.ts';
import { useTexts } from '../i18n/i18n.ts';
import { Segmented } from '../ui/segmented.tsx';
import { useVariants } from './variant-store.ts';

const counts = Array.from({ length: mostVariants }, (_, index) => index + 1);

/** How many are made to choose among. */
export function VariantCount() {
  const { t, format } = useTexts();
  const wanted = useVariants((state) => state.wanted);
  return (
    <div className="field">
      <div className="field__head">
        <span aria-hidden>{t('variantSet.wanted')}</span>
      </div>
      <Segmented
        label={t('variantSet.wanted')}
        value={wanted}
        options={counts.map((count) => ({ value: count, label: format.number(count) }))}
        onChange={(count) => {
          useVariants.setState({ wanted: count });
        }}
      />
      {wanted > 1 ? <p className="field__hint">{t('variantSet.wantedHint')}</p> : null}
    </div>
  );
}
