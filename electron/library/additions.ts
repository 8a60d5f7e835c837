import type { Scope } from '../contract/account.ts';
import type { EditDocument } from '../contract/editing/document.ts';
import type { AssetId, BlobHash, JobId, VersionId } from '../contract/ids.ts';
import type { ImageFacts } from '../contract/images.ts';
import type { TextResult } from '../contract/jobs.ts';
import type { OperationId } from '../contract/operations.ts';
import type { ProviderId } from '../contract/providers.ts';
import type { Receipt } from '../contract/receipt.ts';

export interface StoredImage {
  /** Of a blob already adopted. */
  readonly hash: BlobHash;
  readonly facts: ImageFacts;
}

export interface NewOriginal {
  readonly name: string;
  /** Left out: the local one. */
  readonly scope?: Scope;
  /** SHA-256 of the file as it was dropped. */
  readonly sourceHash: BlobHash;
  readonly image: StoredImage;
}

export interface Work {
  readonly jobId: JobId;
  readonly operation: OperationId;
  readonly provider: ProviderId;
  readonly receipt: Receipt;
}

export interface NewVersions extends Work {
  /** Null makes a new asset. */
  readonly parent: { readonly assetId: AssetId; readonly versionId: VersionId } | null;
  /** Name of a new asset. */
  readonly name: string;
  readonly prompt: string | null;
  /** The canonical mask that went in. */
  readonly mask?: BlobHash | null;
  readonly images: readonly StoredImage[];
}

/** What the editor made of a version. */
export interface NewEdited {
  readonly parent: { readonly assetId: AssetId; readonly versionId: VersionId };
  readonly image: StoredImage;
  readonly document: EditDocument;
}

export interface NewAnnotation extends Work {
  readonly assetId: AssetId;
  readonly versionId: VersionId;
  readonly result: TextResult;
}
