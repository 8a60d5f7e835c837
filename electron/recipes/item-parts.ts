import type { Scope } from '../contract/account.ts';
import type { AssetId, BlobHash, VersionId } from '../contract/ids.ts';
import type { BatchId } from '../contract/batches.ts';
import type { Recipe } from '../contract/recipes.ts';
import type { ImageService } from '../images/image-service.ts';
import type { Blobs } from '../library/blobs.ts';
import type { KnownNotes } from '../library/known-notes.ts';
import type { Library } from '../library/library.ts';
import type { BatchStore, ItemResult } from './batch-store.ts';
import type { BatchMoney } from './money.ts';
import type { Plan } from './plan.ts';
import type { StepParts } from './run-step.ts';
import type { Stamps } from './stamps.ts';

export interface ItemParts extends StepParts {
  readonly images: Pick<ImageService, 'output'>;
  readonly blobs: Pick<Blobs, 'path' | 'temporaryFolder'>;
  readonly library: Pick<Library, 'version'>;
  readonly batches: Pick<BatchStore, 'setJobs'>;
  readonly stamps: Pick<Stamps, 'get'>;
  /** Takes a file into the library. */
  takeIn(
    file: string,
    scope: Scope,
  ): Promise<{ readonly assetId: AssetId; readonly versionId: VersionId }>;
  /** What the library says of the image that a file holds; null: it does not know it. */
  known(file: string, scope: Scope): Promise<KnownNotes | null>;
  now(): number;
}

/** What all items of a batch share. */
export interface BatchRun {
  readonly id: BatchId;
  readonly scope: Scope;
  readonly recipe: Recipe;
  readonly recipeHash: string;
  readonly plan: Plan;
  readonly outFolder: string | null;
  readonly money: BatchMoney;
  readonly signal: AbortSignal;
}

export interface ItemEnd extends ItemResult {
  /** Of the bytes that went in; null where they were not worked on. */
  readonly sourceHash: BlobHash | null;
}
