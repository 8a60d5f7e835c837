import type { AssetId } from '../contract/ids.ts';
import type { ExportOptions } from '../contract/images.ts';
import type { ImageNotes } from '../contract/metadata.ts';
import type { Library } from './library.ts';

/** What the user says of an image, as it goes into each of its files. */
export interface KnownNotes extends Pick<ImageNotes, 'words' | 'rating' | 'label'> {
  /** Its files shall not tell where it was taken. */
  readonly hidesPlace: boolean;
}

export function knownNotes(
  library: Pick<Library, 'asset' | 'words'>,
  assetId: AssetId,
): KnownNotes {
  const { rating, label } = library.asset(assetId);
  const { hidesPlace, ...words } = library.words(assetId);
  return { words, rating, label, hidesPlace };
}

/** A place that the user hides is hidden in every file. */
export function policyFor(
  policy: ExportOptions['metadata'],
  hidesPlace: boolean,
): ExportOptions['metadata'] {
  return policy === 'keep' && hidesPlace ? 'strip-location' : policy;
}
