import { operations } from '../../electron/contract/operations.ts';
import { useTexts } from '../i18n/i18n.ts';
import { useAssets } from '../stores/assets.ts';
import { useStudio } from './store.ts';
import { useShown } from './use-shown.ts';
import { isOriginal, nameOf } from './variants.tsx';

/** Which version the operation works on, where there is more than one. */
export function GoesIn() {
  const { t } = useTexts();
  const takesImage = useStudio((state) => operations[state.operation].input === 'image');
  const many = useAssets(({ selection, byId }) =>
    [...selection.chosen].some((id) => (byId[id]?.versionCount ?? 1) > 1),
  );
  const single = useAssets(({ selection }) => selection.chosen.size <= 1);
  const { details, version } = useShown();
  if (!takesImage || !many) return null;
  if (!single) return <p className="inspector__about">{t('variants.eachGoesIn')}</p>;
  if (details === null || version === null) return null;
  const n = details.versions.indexOf(version) + 1;
  return (
    <p className="inspector__about" aria-live="polite">
      {isOriginal(version)
        ? t('variants.originalGoesIn')
        : t('variants.goesIn', { n, name: nameOf(version, t) })}
    </p>
  );
}
