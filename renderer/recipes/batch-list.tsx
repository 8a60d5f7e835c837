import { useTexts } from '../i18n/i18n.ts';
import { BatchCard } from './batch-card.tsx';
import { useRecipes } from './recipes-store.ts';

/** Runs of recipes, the newest first. */
export function BatchList() {
  const { t } = useTexts();
  const batches = useRecipes((view) => view.batches);
  if (batches.length === 0) return null;
  return (
    <section className="batches" aria-labelledby="batches-title">
      <h2 id="batches-title">{t('recipes.batches')}</h2>
      <ul>
        {batches.map((batch) => (
          <BatchCard key={batch.id} batch={batch} />
        ))}
      </ul>
    </section>
  );
}
