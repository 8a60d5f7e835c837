import type { ImageWords, WordName } from '../../../contract/image-words.ts';
import { type ImageNotes, sourceTerms } from '../../../contract/metadata.ts';
import { type Container, type Property, isSpace, openXmp } from './xmp-packet.ts';

/** Of XMP part 1 (8.3, dc) and the IPTC Photo Metadata Standard 2023.2. */
const properties = {
  title: { space: 'dc', name: 'title' },
  description: { space: 'dc', name: 'description' },
  altText: { space: 'Iptc4xmpCore', name: 'AltTextAccessibility' },
  creator: { space: 'dc', name: 'creator' },
  copyright: { space: 'dc', name: 'rights' },
  keywords: { space: 'dc', name: 'subject' },
  takenAt: { space: 'photoshop', name: 'DateCreated' },
} as const satisfies Record<WordName, Property>;

const cameraTime: Property = { space: 'exif', name: 'DateTimeOriginal' };
const rating: Property = { space: 'xmp', name: 'Rating' };
const label: Property = { space: 'xmp', name: 'Label' };
const sourceType: Property = { space: 'Iptc4xmpExt', name: 'DigitalSourceType' };

/** What a packet says; what is not there is left out. */
export function readXmpWords(xmp: Buffer): Partial<ImageWords> {
  const packet = openXmp(xmp);
  const words: { -readonly [Name in keyof ImageWords]?: ImageWords[Name] } = {};
  for (const name of ['title', 'description', 'altText', 'copyright'] as const) {
    const [text] = packet.texts(properties[name]);
    if (text !== undefined) words[name] = text;
  }
  const creators = packet.texts(properties.creator);
  if (creators.length > 0) words.creator = creators.join('; ');
  const keywords = packet.texts(properties.keywords);
  if (keywords.length > 0) words.keywords = keywords;
  const [taken] = [...packet.texts(cameraTime), ...packet.texts(properties.takenAt)];
  const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?/.exec(taken ?? '')?.[0];
  if (time !== undefined) words.takenAt = time.length === 16 ? `${time}:00` : time;
  return words;
}

/** A packet with the notes put in, instead of those that it had; empty notes change nothing. */
export function withNotes(xmp: Buffer | null, notes: ImageNotes): Buffer | null {
  const { words, rating: stars, label: color, source } = notes;
  const said = (Object.keys(properties) as WordName[]).filter((name) => words[name].length > 0);
  if (said.length + words.removed.length + stars === 0 && color === null && source === null)
    return xmp;
  const packet = openXmp(xmp);
  for (const name of words.removed) packet.remove(properties[name]);
  if (words.removed.includes('takenAt') || said.includes('takenAt')) packet.remove(cameraTime);
  for (const name of said) packet.put(properties[name], valueOf(name, words));
  if (stars > 0) packet.put(rating, String(stars));
  if (color !== null) packet.put(label, `${color.charAt(0).toUpperCase()}${color.slice(1)}`);
  if (source !== null) packet.put(sourceType, `${sourceTerms}${source}`);
  return packet.toBuffer();
}

function valueOf(
  name: WordName,
  words: ImageWords,
): string | { readonly as: Container; readonly of: readonly string[] } {
  switch (name) {
    case 'title':
    case 'description':
    case 'altText':
    case 'copyright':
      return { as: 'Alt', of: [words[name]] };
    case 'creator':
      return {
        as: 'Seq',
        of: words.creator
          .split(';')
          .map((one) => one.trim())
          .filter(Boolean),
      };
    case 'keywords':
      return { as: 'Bag', of: words.keywords };
    case 'takenAt':
      return words.takenAt;
  }
}

/** Names of places beside the coordinates (IPTC Photo Metadata 2023.2, "Location"). */
const places: readonly { readonly space: Property['space']; readonly names: readonly string[] }[] =
  [
    { space: 'photoshop', names: ['City', 'State', 'Country'] },
    { space: 'Iptc4xmpCore', names: ['Location', 'CountryCode'] },
    { space: 'Iptc4xmpExt', names: ['LocationCreated', 'LocationShown'] },
  ];

/** A packet without coordinates and names of places. */
export function withoutXmpPlaces(xmp: Buffer): Buffer {
  const packet = openXmp(xmp);
  packet.removeWhere(
    (namespace, name) =>
      (isSpace(namespace, 'exif') && name.startsWith('GPS')) ||
      places.some(({ space, names }) => isSpace(namespace, space) && names.includes(name)),
  );
  return packet.toBuffer();
}
