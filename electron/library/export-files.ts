import { access } from 'node:fs/promises';
import path from 'node:path';
import { safeName } from '../ingest/file-name.ts';
import { fail } from '../contract/app-error.ts';
import type { AssetId, VersionId } from '../contract/ids.ts';
import type { ExportOptions, OutputFormat } from '../contract/images.ts';
import type { Asset, Version } from '../contract/library.ts';
import type { FileWarning, ImageNotes, MetadataReport } from '../contract/metadata.ts';
import type { ImageFormat } from '../contract/providers.ts';
import type { ImageService } from '../images/image-service.ts';
import type { Blobs } from './blobs.ts';
import { knownNotes, policyFor } from './known-notes.ts';
import type { Library } from './library.ts';
import { isEdited, sourceTypeOf } from './source-type.ts';

export interface ExportParts {
  readonly library: Library;
  readonly blobs: Blobs;
  readonly images: ImageService;
  readonly now: () => number;
}

export interface ExportManyRequest {
  readonly versionIds: readonly VersionId[];
  readonly options: ExportOptions;
  readonly folder: string;
}

export interface ExportFileRequest {
  readonly versionId: VersionId;
  readonly options: ExportOptions;
  /** An existing file is replaced: the user has agreed to it. */
  readonly outPath: string;
}

export interface ExportedFile {
  readonly path: string;
  readonly warnings: readonly FileWarning[];
}

/**
 * Writes versions as files named by the template into a folder, and returns them. An existing file is never replaced: the next free number is added. Stops at the first failure.
 */
export async function exportVersions(
  parts: ExportParts,
  { versionIds, options, folder }: ExportManyRequest,
): Promise<readonly ExportedFile[]> {
  const written: ExportedFile[] = [];
  for (const [index, versionId] of versionIds.entries()) {
    const outPath = await freePath(
      folder,
      exportName(parts, { versionId, options, number: index + 1 }),
    );
    written.push(await exportFile(parts, { versionId, options, outPath }));
  }
  return written;
}

/** Encodes one version into a file. */
export async function exportFile(
  { library, blobs, images }: ExportParts,
  { versionId, options, outPath }: ExportFileRequest,
): Promise<ExportedFile> {
  const { version, original, hidesPlace, notes } = saidOf(library, versionId);
  const { warnings } = await images.encode({
    path: blobs.path(version.blob),
    metadataFrom: original === undefined ? null : blobs.path(original.blob),
    options: { ...options, metadata: policyFor(options.metadata, hidesPlace) },
    notes,
    outPath,
  });
  return { path: outPath, warnings };
}

export interface Said {
  readonly version: Version;
  readonly asset: Asset;
  /** Left out where it is gone. */
  readonly original: Version | undefined;
  readonly hidesPlace: boolean;
  readonly notes: ImageNotes;
}

/** What is written into the file of a version. */
export function saidOf(library: Library, versionId: VersionId): Said {
  const version = library.version(versionId);
  const { asset, versions } = library.details(version.assetId);
  const { hidesPlace, ...known } = knownNotes(library, asset.id);
  return {
    version,
    asset,
    original: versions.find(({ id }) => id === asset.originalVersionId),
    hidesPlace,
    notes: {
      ...known,
      source: sourceTypeOf(version, versions),
      edited: isEdited(version, versions),
    },
  };
}

/** What the file of an asset's original says of itself. Throws `not-found`, `file-missing`. */
export async function readMetadata(
  {
    library,
    blobs,
    images,
  }: Pick<ExportParts, 'blobs' | 'images'> & {
    readonly library: Pick<Library, 'details'>;
  },
  assetId: AssetId,
): Promise<MetadataReport> {
  const { asset, versions } = library.details(assetId);
  const original = versions.find(({ id }) => id === asset.originalVersionId);
  if (original === undefined) throw fail('not-found', { params: { what: 'version' } });
  return await images.metadata({ path: blobs.path(original.blob) }, { urgent: true });
}

/** The file name that the template makes for a version; `number` is its place among several. */
export function exportName(
  { library, now }: Pick<ExportParts, 'library' | 'now'>,
  request: {
    readonly versionId: VersionId;
    readonly options: ExportOptions;
    readonly number: number;
  },
): string {
  const { madeBy, edited, facts, assetId } = library.version(request.versionId);
  const stem = fillTemplate(request.options.nameTemplate, {
    name: library.asset(assetId).name,
    operation: madeBy?.operation ?? (edited === undefined ? 'original' : 'edited'),
    provider: madeBy?.provider ?? 'original',
    date: new Date(now()).toISOString().slice(0, 10),
    n: String(request.number),
    width: String(facts.width),
    height: String(facts.height),
  });
  return `${safeName(stem)}.${fileExtensions[request.options.format]}`;
}

export const fileExtensions: Record<ImageFormat | OutputFormat, string> = {
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

async function freePath(folder: string, name: string): Promise<string> {
  const { name: stem, ext } = path.parse(name);
  for (let number = 1; ; number += 1) {
    const candidate = path.join(folder, number === 1 ? name : `${stem}-${number}${ext}`);
    const taken = await access(candidate).then(
      () => true,
      () => false,
    );
    if (!taken) return candidate;
  }
}
