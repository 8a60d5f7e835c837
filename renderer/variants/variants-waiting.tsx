import './variants-waiting.css';
import { LayoutGrid } from 'lucide-react';
import { useTexts } from '../i18n/i18n.ts';
import { Button } from '../ui/button.tsx';
import { Keys } from '../ui/keys.tsx';
import { useSets } from './use-sets.ts';
import { compareVariants } from './variant-store.ts';

/** Leads to the variants of the image in the canvas that nobody has chosen among yet. */
export function VariantsWaiting() {
  const { t } = useTexts();
  const [newest] = useSets();
  if (!newest) return null;
  return (
    <div className="variants-waiting">
      <Button
        icon={<LayoutGrid />}
        onClick={() => {
          compareVariants(newest.id);
        }}
      >
        {t('variantSet.waiting', { count: newest.variants.length })}
        <Keys keys="V" />
      </Button>
    </div>
  );
}
