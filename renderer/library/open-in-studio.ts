import type { AssetId, VersionId } from '../../electron/contract/ids.ts';
import type { Asset } from '../../electron/contract/library.ts';
import { loadDetails, selectAsset, showAssets, useAssets } from '../stores/assets.ts';
import { showScreen } from '../stores/navigation.ts';
import { showVersion, useStudio } from '../studio/store.ts';

/** Brings a version of an asset onto the canvas; without a version, the newest one. */
export async function openVersionInStudio(assetId: AssetId, versionId?: VersionId): Promise<void> {
  // The details must know the version before the canvas can show it.
  const { asset } = await loadDetails(assetId);
  if (useAssets.getState().byId[assetId] === undefined) showAssets([asset]);
  else selectAsset(assetId, 'only');
  if (versionId !== undefined) showVersion(assetId, versionId);
  showScreen('studio');
}

/** Several assets at once come to the front of the filmstrip, all chosen. */
export function openAssetsInStudio(assets: readonly Asset[]): void {
  showAssets(assets);
  showScreen('studio');
}

/** The studio with the texts and images of a job in sight. */
export async function openResultInStudio(assetId: AssetId, versionId?: VersionId): Promise<void> {
  await openVersionInStudio(assetId, versionId);
  useStudio.setState({ tab: 'results' });
}
