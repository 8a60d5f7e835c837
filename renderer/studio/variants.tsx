import './variants.css';
import { ReceiptText } from 'lucide-react';
import type { Version } from '../../electron/contract/library.ts';
import { previewSource } from '../bridge.ts';
import { type Texts, useTexts } from '../i18n/i18n.ts';
import { IconButton } from '../ui/button.tsx';
import { Tip } from '../ui/tip.tsx';
import { showVersion, useStudio } from './store.ts';
import { useShown } from './use-shown.ts';

/** The original and every result made from it, side by side. */
export function Variants() {
  const { t } = useTexts();
  const { asset, details, picture, version } = useShown();
  if (!asset || !details || details.versions.length < 2) return null;
  const receipt = version?.madeBy?.receipt ?? null;
  return (
    <div className="variants" role="group" aria-label={t('variants.label')}>
      {details.versions.map((other, index) => {
        const name = nameOf(other, t);
        return (
          <Tip key={other.id} text={name} side="top">
            <button
              type="button"
              className="variant"
              aria-pressed={other.id === picture?.id}
              aria-label={t('variants.one', { n: index + 1, name })}
              onClick={() => {
                showVersion(asset.id, other.id);
              }}
            >
              <img src={previewSource(other.blob, 256)} alt="" draggable={false} />
              <span className="variant__number" aria-hidden>
                {isOriginal(other) ? t('variants.original') : index + 1}
              </span>
            </button>
          </Tip>
        );
      })}
      {receipt ? (
        <>
          <IconButton
            label={t('receipt.show')}
            side="top"
            icon={<ReceiptText />}
            onClick={() => {
              useStudio.setState({ receipt });
            }}
          />
        </>
      ) : null}
    </div>
  );
}

/** Of the original, or of the operation and the provider that made it. */
export function nameOf(version: Version, t: Texts): string {
  const { madeBy } = version;
  if (madeBy === null) return t(isOriginal(version) ? 'variants.originalName' : 'editor.made');
  return t('variants.madeBy', {
    operation: t(`operation.${madeBy.operation}.title`),
    provider: t(`provider.${madeBy.provider}`),
  });
}

export function isOriginal({ madeBy, edited }: Version): boolean {
  return madeBy === null && edited === undefined;
}
