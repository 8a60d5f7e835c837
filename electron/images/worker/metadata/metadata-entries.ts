import { DOMParser } from '@xmldom/xmldom';
import ExifReader, { type ExpandedTags } from 'exifreader';
import type { MetadataEntry, MetadataGroup, MetadataReport } from '../../../contract/metadata.ts';
import { mostMetadataEntries } from '../../../contract/metadata.ts';

/** What the reader finds, by the group in which it is shown. The rest is pictures and raw text. */
const groups: Readonly<Partial<Record<keyof ExpandedTags, MetadataGroup>>> = {
  file: 'file',
  pngFile: 'file',
  exif: 'exif',
  makerNotes: 'exif',
  iptc: 'iptc',
  xmp: 'xmp',
  icc: 'icc',
  jfif: 'other',
  png: 'other',
  pngText: 'other',
  riff: 'other',
  gif: 'other',
  photoshop: 'other',
};

type Found = Pick<MetadataReport, 'entries' | 'place'>;

/** Every value that a file carries, in the words of its standard. What can't be read is left out. */
export function metadataEntries(bytes: Buffer): Found {
  const tags = load(bytes);
  if (tags === null) return { entries: [], place: null };
  const entries = Object.entries(groups).flatMap(([part, group]) =>
    Object.entries(tags[part as keyof ExpandedTags] ?? {}).flatMap(([name, tag]) =>
      entryOf(group, name, tag),
    ),
  );
  return { entries: entries.slice(0, mostMetadataEntries), place: placeOf(tags) };
}

function load(bytes: Buffer): ExpandedTags | null {
  try {
    // Quiet: what is wrong with a stranger's XML is nothing for our log.
    const domParser = new DOMParser({ onError: () => undefined });
    return ExifReader.load(bytes, { expanded: true, domParser });
  } catch {
    return null;
  }
}

function entryOf(group: MetadataGroup, name: string, tag: unknown): readonly MetadataEntry[] {
  if (tag === null || typeof tag !== 'object') return [];
  const value = textOf(tag).replaceAll('\0', ' ').trim().slice(0, 2000);
  if (value === '') return [];
  const isPlace = group === 'exif' && name.startsWith('GPS');
  return [{ group: isPlace ? 'gps' : group, name: name.slice(0, 200), value }];
}

/** A structure has no description: its values are told one after the other. */
function textOf(tag: object): string {
  if ('description' in tag && isShown(tag.description)) return String(tag.description);
  if (!('value' in tag)) return '';
  const { value } = tag;
  if (isShown(value)) return String(value);
  return Array.isArray(value) && value.length <= 32 && value.every(isShown) ? value.join(' ') : '';
}

function isShown(value: unknown): value is string | number {
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}

/** Degrees, north and east positive. */
function placeOf({ gps }: ExpandedTags): MetadataReport['place'] {
  const [latitude, longitude] = [gps?.Latitude, gps?.Longitude];
  if (latitude === undefined || longitude === undefined) return null;
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : null;
}
