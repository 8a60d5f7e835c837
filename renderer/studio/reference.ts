import type { AssetId } from '../../electron/contract/ids.ts';
import type { Asset, IngestReport } from '../../electron/contract/library.ts';
import { call, ingestFiles } from '../bridge.ts';
import { useIngest } from './ingest.ts';
import { useStudio } from './store.ts';

/** As many as are looked through at once; what is typed finds the others. */
const mostListed = 60;

/** The newest version of an image becomes the one that the next result takes after. */
export function chooseReference(asset: Asset): void {
  const { id, latest, name, versionCount } = asset;
  useStudio.setState({
    reference: {
      assetId: id,
      versionId: latest.id,
      blob: latest.blob,
      name,
      version: versionCount,
    },
  });
}

export function clearReference(): void {
  useStudio.setState({ reference: null });
}

export function forgetReference(gone: readonly AssetId[]): void {
  const { reference } = useStudio.getState();
  if (reference !== null && gone.includes(reference.assetId)) clearReference();
}

export async function findImages(text: string): Promise<readonly Asset[]> {
  const { assets } = await call('library.list', { text, limit: mostListed });
  return assets;
}

/** A dropped file goes into the library first, as every other; the canvas stays with its image. */
export async function takeReference(files: readonly File[]): Promise<void> {
  const [file] = files;
  if (file !== undefined) takeReport(await ingestFiles([file]));
}

export async function openReference(): Promise<void> {
  takeReport(await call('ingest.open-dialog', 'files'));
}

function takeReport({ outcomes }: IngestReport): void {
  const refused = outcomes.filter(({ status }) => status === 'refused');
  useIngest.setState({ progress: null, outcomes: refused });
  for (const outcome of outcomes) {
    if (outcome.status === 'refused') continue;
    chooseReference(outcome.asset);
    return;
  }
}

/** Whether what is dropped there shall be the reference: the field itself marks where it is. */
export function isReferenceField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[data-takes="reference"]') !== null;
}
