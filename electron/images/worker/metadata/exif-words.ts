import type { ImageWords, WordName } from '../../../contract/image-words.ts';
import { appendFolder, asciiField, pointerField, withFields } from './tiff-append.ts';
import { entriesOf, find, openTiff, subFolder, textOf } from './tiff-structure.ts';

const texts = { description: 0x010e, creator: 0x013b, copyright: 0x8298 } as const;
const exifFolder = 0x8769;
const dateTimeOriginal = 0x9003;
/** What Windows wrote of the same beside them. */
const windows: Partial<Record<WordName, readonly number[]>> = {
  title: [0x9c9b],
  description: [0x9c9c],
  creator: [0x9c9d],
  keywords: [0x9c9e],
};

/** What EXIF says of the picture; what is not there is left out. */
export function readExifWords(exif: Buffer): Partial<ImageWords> {
  const reader = openTiff(exif);
  if (reader === null) return {};
  const main = entriesOf(reader, reader.u32(4));
  const words: { -readonly [Name in keyof ImageWords]?: ImageWords[Name] } = {};
  for (const [name, tag] of Object.entries(texts) as [keyof typeof texts, number][]) {
    const text = textOf(reader, find(main, tag));
    if (text !== null && text !== '') words[name] = text;
  }
  const details = subFolder(reader, main, exifFolder);
  const taken = textOf(reader, find(details, dateTimeOriginal));
  const parts = /^(\d{4}):(\d{2}):(\d{2}) (\d{2}:\d{2}:\d{2})/.exec(taken ?? '');
  if (parts !== null) words.takenAt = `${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}`;
  return words;
}

/** EXIF with the words that it has a place for, so that it says the same as XMP. */
export function withExifWords(exif: Buffer, words: ImageWords): Buffer {
  const said = (Object.keys(texts) as (keyof typeof texts)[]).filter((name) => words[name] !== '');
  const changed: readonly WordName[] = [
    ...said,
    ...(words.title === '' ? [] : (['title'] as const)),
    ...(words.keywords.length === 0 ? [] : (['keywords'] as const)),
    ...words.removed,
  ];
  const removed = [
    ...words.removed.flatMap((name) => (name in texts ? [texts[name as keyof typeof texts]] : [])),
    ...changed.flatMap((name) => windows[name] ?? []),
  ];
  const dated = withDate(exif, words);
  const fields = said.map((name) => asciiField(texts[name], words[name]));
  return fields.length + removed.length === 0 ? dated : withFields(dated, fields, removed);
}

function withDate(exif: Buffer, { takenAt, removed }: ImageWords): Buffer {
  const reader = openTiff(exif);
  const isGone = removed.includes('takenAt');
  if (reader === null || (takenAt === '' && !isGone)) return exif;
  const details = subFolder(reader, entriesOf(reader, reader.u32(4)), exifFolder);
  const kept = details.filter(({ tag }) => tag !== dateTimeOriginal);
  if (isGone && kept.length === details.length) return exif;
  const date = `${takenAt.slice(0, 10).replaceAll('-', ':')} ${takenAt.slice(11)}`;
  const fields = isGone ? [] : [asciiField(dateTimeOriginal, date)];
  const { bytes, at } = appendFolder(exif, { kept, fields, next: 0 });
  return withFields(bytes, [pointerField(exifFolder, at, reader.littleEndian)]);
}
