import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { exportStem, exportedSize, fileExtensions } from '../contract/export-name.ts';
import type { VersionId } from '../contract/ids.ts';
import type { ExportOptions } from '../contract/images.ts';
import type { AssetDetails, Version } from '../contract/library.ts';
import type { ImageService, WrittenImage } from '../images/image-service.ts';
import { safeStem } from '../ingest/file-name.ts';
import type { Blobs } from './blobs.ts';
import type { Library } from './library.ts';

/** Writes versions to files of the user's: encoded by a worker, whole or not at all. */
export interface Exporter {
  /** The file name that the options' template gives; `n` counts from 1. */
  fileName(versionId: VersionId, options: ExportOptions, n: number): string;
  /** Writes one version to exactly this path. */
  toFile(versionId: VersionId, options: ExportOptions, outPath: string): Promise<WrittenImage>;
  /** Writes versions into a folder, never over a file that is there; returns the paths. */
  toFolder(
    versionIds: readonly VersionId[],
    options: ExportOptions,
    folder: string,
  ): Promise<readonly string[]>;
}

export interface ExporterOptions {
  readonly library: Library;
  readonly blobs: Blobs;
  readonly images: ImageService;
  readonly now: () => number;
}

export function createExporter({ library, blobs, images, now }: ExporterOptions): Exporter {
  const fileName: Exporter['fileName'] = (versionId, options, n) => {
    const version = library.version(versionId);
    const { asset } = library.details(version.assetId);
    const stem = exportStem(options.nameTemplate, {
      name: asset.name,
      operation: version.madeBy?.operation ?? 'original',
      provider: version.madeBy?.provider ?? '',
      date: new Date(now()).toISOString().slice(0, 10),
      n,
      ...exportedSize(version.facts, options.longestSide),
    });
    // A dot of the name's own is not an extension.
    return `${safeStem(`${stem}.x`)}.${fileExtensions[options.format]}`;
  };

  const toFile: Exporter['toFile'] = (versionId, options, outPath) => {
    const version = library.version(versionId);
    const source = metadataSource(version, library.details(version.assetId));
    return images.encode({
      path: blobs.path(version.blob),
      metadataFrom: source === null ? null : blobs.path(source.blob),
      options,
      outPath,
    });
  };

  return {
    fileName,
    toFile,
    toFolder: async (versionIds, options, folder) => {
      const written: string[] = [];
      for (const [index, versionId] of versionIds.entries()) {
        const outPath = await freePath(folder, fileName(versionId, options, index + 1));
        await toFile(versionId, options, outPath);
        written.push(outPath);
      }
      return written;
    },
  };
}

/** A result carries its original's metadata on; an original has its own. */
function metadataSource(version: Version, { asset, versions }: AssetDetails): Version | null {
  if (version.madeBy === null) return null;
  const original = versions.find(({ id }) => id === asset.originalVersionId);
  return original === undefined || original.madeBy !== null ? null : original;
}

/** `name.png`, or `name 2.png` and so on where a file is there already. */
async function freePath(folder: string, name: string): Promise<string> {
  const { name: stem, ext } = path.parse(name);
  for (let number = 1; ; number += 1) {
    const candidate = path.join(folder, number === 1 ? name : `${stem} ${number}${ext}`);
    try {
      await access(candidate, constants.F_OK);
    } catch {
      return candidate;
    }
  }
}
