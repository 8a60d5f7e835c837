import { type EditDocument, blobsOf } from '../contract/editing/document.ts';
import type { BlobHash } from '../contract/ids.ts';
import type { Blobs } from '../library/blobs.ts';

/** Where the blobs lie that a document needs: what a worker is given beside it. Null: no edit. */
export function blobPaths(
  document: EditDocument | null,
  blobs: Pick<Blobs, 'path'>,
): Readonly<Record<BlobHash, string>> {
  if (document === null) return {};
  return Object.fromEntries(blobsOf(document).map((hash) => [hash, blobs.path(hash)]));
}
