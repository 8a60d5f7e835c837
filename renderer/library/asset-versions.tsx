import { ReceiptText } from 'lucide-react';
import type { AssetDetails, Version } from '../../electron/contract/library.ts';
import { previewSource } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { useStudio } from '../studio/store.ts';
import { Badge } from '../ui/badge.tsx';
import { IconButton } from '../ui/button.tsx';
import { openVersionInStudio } from './open-in-studio.ts';

/** The original and what was made from it, the newest first; each with its receipt. */
export function AssetVersions({ details }: { readonly details: AssetDetails }) {
  const { t, format } = useTexts();
  const { versions } = details;
  return (
    <section className="asset-section">
      <h3>
        {t('library.versions', { count: versions.length, shown: format.number(versions.length) })}
      </h3>
      <ul className="asset-versions">
        {versions.toReversed().map((version) => (
          <VersionRow key={version.id} version={version} />
        ))}
      </ul>
    </section>
  );
}

function VersionRow({ version }: { readonly version: Version }) {
  const { t, format } = useTexts();
  const { madeBy, facts } = version;
  const receipt = madeBy?.receipt ?? null;
  const own = version.edited ? t('editor.made') : t('variants.original');
  const name = madeBy === null ? own : t(`operation.${madeBy.operation}.title`);
  const size = t('canvas.size', {
    width: format.number(facts.width),
    height: format.number(facts.height),
  });
  return (
    <li>
      <button
        type="button"
        className="asset-version"
        title={t('library.openOne', { name })}
        onClick={() => {
          attempt(() => openVersionInStudio(version.assetId, version.id));
        }}
      >
        <img src={previewSource(version.blob, 256)} alt="" draggable={false} />
        <span className="asset-version__text">
          <span className="asset-version__name">
            {name}
            {receipt?.simulated === true ? (
              <Badge tone="warning">{t('simulated.badge')}</Badge>
            ) : null}
          </span>
          <span className="clip">
            {madeBy === null
              ? size
              : `${t(`provider.${madeBy.provider}`)} · ${receipt && receipt.cost > 0 ? format.money(receipt.cost) : t('route.free')} · ${size}`}
          </span>
          {madeBy?.prompt ? (
            <q className="clip">{madeBy.prompt}</q>
          ) : (
            <span className="clip">{format.date(version.createdAt)}</span>
          )}
        </span>
      </button>
      {receipt ? (
        <IconButton
          side="left"
          label={t('library.receiptOf', { name })}
          icon={<ReceiptText />}
          onClick={() => {
            useStudio.setState({ receipt });
          }}
        />
      ) : null}
    </li>
  );
}
