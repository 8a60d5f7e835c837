import { constants } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { noWords } from '../contract/image-words.ts';
import type { VersionId } from '../contract/ids.ts';
import type { Version } from '../contract/library.ts';
import type { ImageNotes } from '../contract/metadata.ts';
import { safeName } from '../ingest/file-name.ts';
import { toFileFailure } from './durable-file.ts';
import { type ExportParts, type Said, fileExtensions, saidOf } from './export-files.ts';
import { policyFor } from './known-notes.ts';

/**
 * Copies of versions under names that other programs understand: to drag or to show. Their pixels are
 * the same byte for byte; what the user says of an image is written into JPEG, PNG and WebP, as it is
 * into files that are saved.
 */
export async function handOut(
  parts: ExportParts,
  versionIds: readonly VersionId[],
): Promise<readonly string[]> {
  return Promise.all(versionIds.map((id) => handOutOne(parts, saidOf(parts.library, id))));
}

async function handOutOne({ blobs, images }: ExportParts, said: Said): Promise<string> {
  const { version, asset, original, hidesPlace, notes } = said;
  const from = blobs.path(version.blob);
  const folder = await blobs.temporaryFolder(`handed-out-${version.id}`);
  const name = `${handOutStem(asset.name, version)}.${fileExtensions[version.facts.format]}`;
  const outPath = path.join(folder, name);
  const inscribed = hasNothingToSay(said)
    ? null
    : await images.inscribe({
        path: from,
        metadataFrom: original === undefined ? null : blobs.path(original.blob),
        metadata: policyFor('keep', hidesPlace),
        notes,
        outPath,
      });
  if (inscribed !== null) return inscribed.path;
  try {
    await copyFile(from, outPath, constants.COPYFILE_FICLONE);
  } catch (error) {
    throw toFileFailure(error);
  }
  return outPath;
}

/** The file says all there is to say. */
function hasNothingToSay({ version, original, hidesPlace, notes }: Said): boolean {
  const nothing: ImageNotes = {
    words: noWords,
    rating: 0,
    label: null,
    source: null,
    edited: false,
  };
  return version.id === original?.id && !hidesPlace && isDeepStrictEqual(notes, nothing);
}

function handOutStem(name: string, { madeBy, edited }: Version): string {
  const suffix = madeBy?.operation ?? (edited === undefined ? null : 'edited');
  return safeName(suffix === null ? name : `${name}-${suffix}`);
}
