import { type NameParts, exportStem, fileExtensions } from '../contract/export-name.ts';
import type { ImageFormat } from '../contract/providers.ts';
import type { RecipeOutput } from '../contract/recipes.ts';
import { safeName } from '../ingest/file-name.ts';

export interface OutputPlace {
  /** The input's folder below the one that was given, with `/`; empty at the top. */
  readonly folder: string;
  readonly parts: NameParts;
  readonly format: ImageFormat;
}

/**
 * Path of an output below the output folder, with `/` between folders. Each part of it is made safe
 * by itself, so that nothing that a file or a prompt is called leads out of the folder.
 */
export function outputName(
  { name, folders }: Pick<RecipeOutput, 'name' | 'folders'>,
  place: OutputPlace,
): string {
  const kept = folders === 'keep' ? place.folder.split('/').filter((part) => part !== '') : [];
  const named = name
    .split('/')
    .filter((part) => part.trim() !== '')
    .map((part) => safeName(exportStem(part, place.parts)));
  return `${[...kept.map(safeName), ...named].join('/')}.${extensionOf(place.format)}`;
}

/** `photo.jpg` → `photo-2.jpg`; the first has no number. */
export function numbered(file: string, number: number): string {
  if (number === 1) return file;
  const dot = file.lastIndexOf('.');
  return `${file.slice(0, dot)}-${number}${file.slice(dot)}`;
}

/** Whether the name is known before the output is made. */
export function isKnownBefore({ name, format }: Pick<RecipeOutput, 'name' | 'format'>): boolean {
  return format !== 'same' && !/\{(width|height)\}/.test(name);
}

function extensionOf(format: ImageFormat): string {
  return format in fileExtensions ? fileExtensions[format as keyof typeof fileExtensions] : format;
}
