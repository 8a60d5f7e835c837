import type { Asset } from '../../electron/contract/library.ts';
import { call } from '../bridge.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';

/** The name of an asset, changed where it stands: Enter keeps the new one, Escape the old one. */
export function AssetName({ asset }: { readonly asset: Asset }) {
  const { t } = useTexts();
  return (
    <input
      className="asset-panel__name"
      aria-label={t('library.name')}
      title={t('library.rename')}
      defaultValue={asset.name}
      maxLength={255}
      spellCheck={false}
      onFocus={(event) => {
        selectStem(event.currentTarget);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.value = asset.name;
        if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
      }}
      onBlur={(event) => {
        const name = event.currentTarget.value.trim();
        if (name === '') event.currentTarget.value = asset.name;
        else if (name !== asset.name)
          attempt(() => call('library.rename', { assetId: asset.id, name }));
      }}
    />
  );
}

/** Whoever renames a file seldom means its extension. */
function selectStem(input: HTMLInputElement): void {
  const dot = input.value.lastIndexOf('.');
  input.setSelectionRange(0, dot > 0 ? dot : input.value.length);
}
