import { CloudCheck, CloudOff, CloudUpload, FileQuestion } from 'lucide-react';
import type { AssetSync } from '../../electron/contract/library.ts';
import { useTexts } from '../i18n/i18n.ts';

const icons = {
  synced: CloudCheck,
  waiting: CloudUpload,
  'here-only': CloudOff,
} as const;

/** What the account's cloud knows of an image: never its pixels, which are on this device only. */
export function SyncMark({ sync }: { readonly sync: AssetSync }) {
  const { t } = useTexts();
  if (sync === 'no-account') return null;
  const Icon = icons[sync];
  const text = t(`shelf.sync.${sync}`);
  return (
    <span className="asset-cell__state" title={text}>
      <Icon role="img" aria-label={text} />
    </span>
  );
}

export function MissingMark() {
  const { t } = useTexts();
  return (
    <span className="asset-cell__missing">
      <FileQuestion aria-hidden />
      {t('shelf.fileMissing')}
    </span>
  );
}
