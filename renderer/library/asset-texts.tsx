import type { Annotation } from '../../electron/contract/library.ts';
import { useTexts } from '../i18n/i18n.ts';
import { operationIcons } from '../studio/operation-list.ts';
import { ResultFooter } from '../studio/result-footer.tsx';
import { TextResultView } from '../studio/text-result.tsx';
import { Badge } from '../ui/badge.tsx';

/** What was found out about an image, the newest first; each text with a button that copies it. */
export function AssetTexts({ annotations }: { readonly annotations: readonly Annotation[] }) {
  const { t } = useTexts();
  if (annotations.length === 0) return null;
  return (
    <section className="asset-section">
      <h3>{t('library.texts')}</h3>
      <ul className="asset-texts">
        {annotations.toReversed().map((annotation) => {
          const Icon = operationIcons[annotation.operation];
          return (
            <li key={annotation.id}>
              <h4>
                <Icon aria-hidden />
                {t(`operation.${annotation.operation}.title`)}
                {annotation.receipt.simulated ? (
                  <Badge tone="warning">{t('simulated.badge')}</Badge>
                ) : null}
              </h4>
              <TextResultView result={annotation.result} />
              <ResultFooter receipt={annotation.receipt} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
