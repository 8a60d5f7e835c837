import type { JobResult } from '../../electron/contract/jobs.ts';
import { previewSource } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { selectAsset, useAssets } from '../stores/assets.ts';
import { showVersion, useStudio } from './store.ts';

/** The images that a job made; a click shows one in the canvas. */
export function JobImages({ result }: { readonly result: Extract<JobResult, { kind: 'images' }> }) {
  const { t } = useTexts();
  const details = useAssets((state) => state.details[result.assetId]);
  const latest = useAssets((state) => state.byId[result.assetId]?.latest);
  const shown = useStudio((state) => state.shown[result.assetId]) ?? latest?.id;
  const pictures = result.versionIds.flatMap((id) => {
    const version = details?.versions.find((other) => other.id === id);
    const picture = version ?? (latest?.id === id ? latest : undefined);
    return picture ? [picture] : [];
  });
  if (details !== undefined && pictures.length === 0) {
    return <p className="result__hint">{t('results.discarded')}</p>;
  }
  return (
    <div className="result__images">
      {pictures.map((picture, index) => (
        <button
          key={picture.id}
          type="button"
          aria-pressed={picture.id === shown}
          aria-label={t('results.showImage', { n: index + 1 })}
          onClick={() => {
            selectAsset(result.assetId, 'only');
            showVersion(result.assetId, picture.id);
          }}
        >
          <img src={previewSource(picture.blob, 256)} alt="" draggable={false} />
        </button>
      ))}
    </div>
  );
}
