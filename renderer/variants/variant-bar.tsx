import { Check, CheckCheck, SquareSplitHorizontal, Trash2 } from 'lucide-react';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { Keys } from '../ui/keys.tsx';
import { type VariantSet, countVariants } from './variant-set.ts';
import { keepVariants, leaveVariants, toggleBefore, useVariants } from './variant-store.ts';

/** What is there, and what becomes of it. */
export function VariantBar({ set }: { readonly set: VariantSet }) {
  const { t } = useTexts();
  const { before, chosen } = useVariants();
  const { ready, failed } = countVariants(set);
  const keepable = set.variants.some(
    ({ number, versionId }) => versionId !== null && chosen.includes(number),
  );
  return (
    <div className="variant-bar" role="group" aria-label={t('variantSet.actions')}>
      <p className="variant-bar__state" role="status">
        {t('variantSet.progress', { ready, count: set.variants.length })}
        {failed > 0 ? ` · ${t('variantSet.failed', { failed })}` : ''}
      </p>
      <Button icon={<SquareSplitHorizontal />} aria-pressed={before} onClick={toggleBefore}>
        {t('variantSet.before')}
        <Keys keys="B" />
      </Button>
      <Button
        icon={<Trash2 />}
        disabled={ready === 0}
        onClick={() => {
          attempt(() => keepVariants('none'));
        }}
      >
        {t('variantSet.discardAll')}
      </Button>
      <Button
        icon={<CheckCheck />}
        disabled={ready === 0}
        onClick={() => {
          attempt(() => keepVariants('all'));
        }}
      >
        {t('variantSet.keepAll')}
      </Button>
      <Button
        look="primary"
        icon={<Check />}
        disabled={!keepable}
        onClick={() => {
          attempt(() => keepVariants('chosen'));
        }}
      >
        {t('variantSet.keepChosen')}
        <Keys keys="K" />
      </Button>
      <Button look="quiet" onClick={leaveVariants}>
        {t('variantSet.later')}
        <Keys keys="Escape" />
      </Button>
    </div>
  );
}
