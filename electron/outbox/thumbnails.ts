import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { AccountId } from '../contract/account.ts';
import { type AssetId, type BlobHash, assetIdSchema, blobHashSchema } from '../contract/ids.ts';
import type { ImageService } from '../images/image-service.ts';
import type { Blobs } from '../library/blobs.ts';
import type { Store } from '../library/store.ts';
import { localAsset, toldAsset } from './asset-fields.ts';
import { type HeardThumbnails, mostThumbnailBytes } from './heard-thumbnails.ts';
import type { Recorder } from './recorder.ts';

/**
 * Small pictures for the account's other devices, only where the user allowed it: made by a worker,
 * told with the image's row, and withdrawn when the user thinks better of it. Those of other devices
 * are looked at by a worker before anything shows them.
 */
export interface Thumbnails {
  /** There may be something to do: soon, one after the other. Nothing is lost by a failure. */
  wake(account: AccountId): void;
  /** Resolves when nothing is under way any more. */
  close(): Promise<void>;
}

export interface ThumbnailsParts {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly images: Pick<ImageService, 'encode' | 'inspect'>;
  readonly recorder: Recorder;
  readonly heard: HeardThumbnails;
  readonly allowed: () => boolean;
  readonly onHeard: () => void;
}

/** From the best that may fit to what surely does. */
const attempts = [
  { longestSide: 256, quality: 75 },
  { longestSide: 256, quality: 50 },
  { longestSide: 192, quality: 40 },
  { longestSide: 96, quality: 40 },
] as const;

/** Larger ones were not made by this app. */
const mostSide = 512;

const idsSchema = z.array(z.object({ id: assetIdSchema }));

export function createThumbnails(parts: ThumbnailsParts): Thumbnails {
  const closing = new AbortController();
  const { signal } = closing;
  const due = new Set<AccountId>();
  let working: Promise<void> | null = null;

  async function work(): Promise<void> {
    for (const account of due) {
      due.delete(account);
      await send(parts, account, signal);
      await receive(parts, account, signal);
    }
  }

  return {
    wake: (account) => {
      if (signal.aborted) return;
      due.add(account);
      working ??= work()
        .catch(() => undefined)
        .finally(() => {
          working = null;
        });
    },
    close: async () => {
      closing.abort();
      await working;
    },
  };
}

async function send(
  parts: ThumbnailsParts,
  account: AccountId,
  signal: AbortSignal,
): Promise<void> {
  const told = "json_extract(s.fields, '$.thumbnail_of')";
  const rows = parts.store.all(
    `select a.id from assets a
     join versions v on v.id = a.latest_version_id
     left join synced_rows s on s.account = a.scope and s.kind = 'asset' and s.key = a.id
     where a.scope = ? and ${parts.allowed() ? `coalesce(${told}, '') <> v.blob` : `${told} is not null`}`,
    account,
  );
  for (const { id } of idsSchema.parse(rows)) {
    if (signal.aborted) return;
    const blob = parts.allowed() ? wantedBlob(parts, id) : null;
    const data = blob === null ? null : await make(parts, blob, signal).catch(() => null);
    if (signal.aborted) return;
    // A picture that can't be made is not tried again until the image changes.
    tell(parts, account, { id, blob, data });
  }
}

function wantedBlob({ store }: ThumbnailsParts, id: AssetId): BlobHash | null {
  return blobHashSchema.nullable().parse(localAsset(store, id)?.blob ?? null);
}

interface Made {
  readonly id: AssetId;
  readonly blob: BlobHash | null;
  readonly data: string | null;
}

function tell(
  { store, recorder }: ThumbnailsParts,
  account: AccountId,
  { id, blob, data }: Made,
): void {
  const row = { account, kind: 'asset', key: id } as const;
  store.transaction(() => {
    const asset = localAsset(store, id);
    // Removed, changed or moved meanwhile.
    if (asset?.scope !== account || (blob !== null && asset.blob !== blob)) return;
    if ((recorder.shown(row)?.['thumbnail_of'] ?? null) === blob) return;
    recorder.tell(row, (shown) => ({
      ...toldAsset(asset, shown),
      thumbnail: data,
      thumbnail_of: blob,
    }));
  });
}

/** Base64 of a WebP file without metadata; null where it does not get small enough. */
async function make(
  { blobs, images }: ThumbnailsParts,
  blob: BlobHash,
  signal: AbortSignal,
): Promise<string | null> {
  const folder = await blobs.temporaryFolder();
  try {
    for (const [index, attempt] of attempts.entries()) {
      const outPath = path.join(folder, `${index}.webp`);
      const options = { ...attempt, format: 'webp', metadata: 'strip', nameTemplate: 'x' } as const;
      const input = { path: blobs.path(blob), metadataFrom: null, options, outPath };
      const { bytes } = await images.encode(input, { signal });
      if (bytes <= mostThumbnailBytes) return (await readFile(outPath)).toString('base64');
    }
    return null;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function receive(
  parts: ThumbnailsParts,
  account: AccountId,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const next = signal.aborted ? null : parts.heard.next(account);
    if (next === null) return;
    const blob = await judge(parts, next.data, signal).catch(() => null);
    if (signal.aborted) return;
    parts.heard.judged(next, blob);
    parts.onHeard();
  }
}

/** Decoded whole by a worker under the limits for files from outside; null: not to be shown. */
async function judge(
  { blobs, images }: ThumbnailsParts,
  data: string,
  signal: AbortSignal,
): Promise<BlobHash | null> {
  const bytes = Buffer.from(data, 'base64');
  if (bytes.length === 0 || bytes.length > mostThumbnailBytes) return null;
  const folder = await blobs.temporaryFolder();
  try {
    const file = path.join(folder, 'heard');
    await writeFile(file, bytes);
    const { facts, hash } = await images.inspect(file, { signal });
    const { format, width, height, frames } = facts;
    if (format !== 'webp' || frames !== 1 || Math.max(width, height) > mostSide) return null;
    await blobs.adopt(file, hash);
    return hash;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
