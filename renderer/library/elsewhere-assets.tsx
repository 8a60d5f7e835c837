import { MonitorSmartphone } from 'lucide-react';
import type { ElsewhereAsset } from '../../electron/contract/sync.ts';
import { previewSource } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { Badge } from '../ui/badge.tsx';

const shownTags = 3;

export function ElsewhereAssets({ assets }: { readonly assets: readonly ElsewhereAsset[] }) {
  return (
    <ul className="elsewhere-grid">
      {assets.map((asset) => (
        <ElsewhereCell key={asset.id} asset={asset} />
      ))}
    </ul>
  );
}

function ElsewhereCell({ asset }: { readonly asset: ElsewhereAsset }) {
  const { t, format } = useTexts();
  const { name, tags, width, height, createdAt, thumbnail } = asset;
  const more = tags.length - shownTags;
  return (
    <li className="elsewhere-cell">
      <div className="elsewhere-cell__picture">
        {thumbnail === null ? (
          <span role="img" aria-label={t('elsewhere.noPicture')}>
            <MonitorSmartphone aria-hidden />
          </span>
        ) : (
          <img src={previewSource(thumbnail, 256)} alt="" loading="lazy" />
        )}
      </div>
      <p className="elsewhere-cell__name clip" title={name}>
        {name}
      </p>
      <p className="elsewhere-cell__facts clip">
        {format.date(createdAt)}
        {width === null || height === null
          ? ''
          : ` · ${t('elsewhere.size', { width: format.number(width), height: format.number(height) })}`}
      </p>
      {tags.length === 0 ? null : (
        <p className="elsewhere-cell__tags" title={tags.join(', ')}>
          {tags.slice(0, shownTags).map((tag) => (
            <Badge key={tag}>{tag}</Badge>
          ))}
          {more > 0 ? <Badge>+{format.number(more)}</Badge> : null}
        </p>
      )}
    </li>
  );
}
