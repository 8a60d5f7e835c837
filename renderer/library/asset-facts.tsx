import { Camera, Clock, MapPin, Maximize } from 'lucide-react';
import type { Asset } from '../../electron/contract/library.ts';
import { useTexts } from '../i18n/i18n.ts';

/** Size, camera, time and place of the newest version. */
export function AssetFacts({ asset }: { readonly asset: Asset }) {
  const { t, format } = useTexts();
  const { width, height, bytes, format: kind, camera, takenAt, hasGps } = asset.latest.facts;
  const taken = takenAt === null ? Number.NaN : Date.parse(takenAt);
  return (
    <ul className="asset-facts">
      <li>
        <Maximize aria-hidden />
        {t('canvas.size', { width: format.number(width), height: format.number(height) })} ·{' '}
        {kind.toUpperCase()} · {format.bytes(bytes)}
      </li>
      {camera === null ? null : (
        <li>
          <Camera aria-hidden />
          {camera}
        </li>
      )}
      <li>
        <Clock aria-hidden />
        {Number.isNaN(taken)
          ? t('library.added', { date: format.date(asset.createdAt) })
          : t('library.taken', { date: format.date(taken) })}
      </li>
      {hasGps ? (
        <li>
          <MapPin aria-hidden />
          {t('library.hasPlace')}
        </li>
      ) : null}
    </ul>
  );
}
