import { constants } from 'node:fs';
import { access, copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { safeStem } from '../ingest/file-name.ts';
import type { VersionId } from '../contract/ids.ts';
import type { ExportOptions, OutputFormat } from '../contract/images.ts';
import type { Version } from '../contract/library.ts';
import type { ImageFormat } from '../contract/providers.ts';
import type { ImageService } from '../images/image-service.ts';
import type { Blobs } from './blobs.ts';
import { toFileFailure } from './durable-file.ts';
import type { Library } from './library.ts';

export interface ExportParts {
  readonly library: Library;
  readonly blobs: Blobs;
  readonly images: ImageService;
  readonly now: () => number;
}

/**
 * Writes versions as files named by the template into a folder, and returns their paths. An existing
 * file is never replaced: the next free number is added. Stops at the first failure.
 */
export async function exportVersions(
  parts: ExportParts,
  request: { versionIds: readonly VersionId[]; options: ExportOptions; folder: string },
): Promise<readonly string[]> {
  const { library, blobs, images } = parts;
  const { options, folder } = request;
  const written: string[] = [];
  for (const [index, id] of request.versionIds.entries()) {
    const version = library.version(id);
    const { asset, versions } = library.details(version.assetId);
    const original = versions.find(({ id }) => id === asset.originalVersionId);
    const stem = fillTemplate(options.nameTemplate, {
      name: asset.name,
      operation: version.madeBy?.operation ?? 'original',
      provider: version.madeBy?.provider ?? 'original',
      date: new Date(parts.now()).toISOString().slice(0, 10),
      n: String(index + 1),
      width: String(version.facts.width),
      height: String(version.facts.height),
    });
    const outPath = await freePath(folder, safeStem(`${stem}.x`), extensions[options.format]);
    await images.encode({
      path: blobs.path(version.blob),
      metadataFrom: original === undefined ? null : blobs.path(original.blob),
      options,
      outPath,
    });
    written.push(outPath);
  }
  return written;
}

/** Copies of versions, byte for byte, under names that other programs understand: to drag or show. */
export async function handOut(
  { library, blobs }: ExportParts,
  versionIds: readonly VersionId[],
): Promise<readonly string[]> {
  return Promise.all(
    versionIds.map(async (id) => {
      const version = library.version(id);
      const { asset } = library.details(version.assetId);
      const folder = await blobs.temporaryFolder(`handed-out-${id}`);
      const copy = path.join(folder, `${handOutStem(asset.name, version)}.${extensions[version.facts.format]}`);
      try {
        await mkdir(folder, { recursive: true });
        await copyFile(blobs.path(version.blob), copy, constants.COPYFILE_FICLONE);
      } catch (error) {
        throw toFileFailure(error);
      }
      return copy;
    }),
  );
}

function handOutStem(name: string, { madeBy }: Version): string {
  return safeStem(`${madeBy === null ? name : `${name}-${madeBy.operation}`}.x`);
}

const extensions: Record<ImageFormat | OutputFormat, string> = {
  jpeg: 'jpg',
  png: 'png',
  webp: 'webp',
  avif: 'avif',
  tiff: 'tif',
  gif: 'gif',
  svg: 'svg',
  heif: 'heic',
};

/** `{name}-{operation}` → `harbour-upscale`; an unknown placeholder stays as it is. */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole);
}

async function freePath(folder: string, stem: string, extension: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const candidate = path.join(folder, `${stem}${number === 1 ? '' : `-${number}`}.${extension}`);
    const taken = await access(candidate).then(
      () => true,
      () => false,
    );
    if (!taken) return candidate;
  }
}
