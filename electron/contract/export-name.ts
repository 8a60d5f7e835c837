import type { ExportOptions } from './images.ts';

/** What a name template may name: `{name}-{operation}`. */
export interface NameParts {
  readonly name: string;
  readonly operation: string;
  readonly provider: string;
  /** `2026-11-22` */
  readonly date: string;
  readonly n: number;
  readonly width: number;
  readonly height: number;
}

export const namePartNames = [
  'name',
  'operation',
  'provider',
  'date',
  'n',
  'width',
  'height',
] as const satisfies readonly (keyof NameParts)[];

export const fileExtensions = {
  jpeg: 'jpg',
  png: 'png',
  webp: 'webp',
  avif: 'avif',
  tiff: 'tif',
} as const satisfies Record<ExportOptions['format'], string>;

/** The name without its extension that a template gives; what is no part stays as it is. */
export function exportStem(template: string, parts: NameParts): string {
  return template.replaceAll(/{(\w+)}/g, (whole, key: string) => {
    const part = namePartNames.find((name) => name === key);
    return part === undefined ? whole : String(parts[part]);
  });
}

/** Sides after a resize by the longest side, in pixels; never larger than before. */
export function exportedSize(
  size: { readonly width: number; readonly height: number },
  longestSide: number | null,
): { readonly width: number; readonly height: number } {
  const scale =
    longestSide === null ? 1 : Math.min(1, longestSide / Math.max(size.width, size.height));
  return {
    width: Math.max(1, Math.round(size.width * scale)),
    height: Math.max(1, Math.round(size.height * scale)),
  };
}
