import {
  type ImageWords,
  type WordName,
  imageWordsSchema,
  mostKeywords,
  wordNames,
} from '../../../contract/image-words.ts';
import type { MetadataReport } from '../../../contract/metadata.ts';
import type { Source } from '../decode/source.ts';
import { exifOf } from './carried-metadata.ts';
import { readExifWords } from './exif-words.ts';
import { readIim } from './iim.ts';
import { iimOf } from './photoshop-blocks.ts';
import { readXmpWords } from './xmp-words.ts';

type FoundWords = MetadataReport['words'];

/** What a file says of its picture: XMP before IPTC-IIM before EXIF, as the newest of them. */
export function readWords(source: Source): FoundWords {
  const { xmp, iptc } = source.metadata;
  const exif = exifOf(source);
  const iim = iptc === undefined ? null : iimOf(iptc);
  const found = {
    ...(exif === null ? {} : reading(() => readExifWords(exif))),
    ...(iim === null ? {} : reading(() => readIim(iim))),
    ...(xmp === undefined ? {} : reading(() => readXmpWords(xmp))),
  };
  return Object.fromEntries(wordNames.flatMap((name) => fitting(name, found[name])));
}

/** A damaged block says nothing. */
function reading(read: () => Partial<ImageWords>): Partial<ImageWords> {
  try {
    return read();
  } catch {
    return {};
  }
}

const fields = imageWordsSchema.unwrap().shape;

/** A stranger's texts are cut to what a field holds; what no field can hold is left out. */
function fitting(
  name: WordName,
  value: string | readonly string[] | undefined,
): readonly (readonly [WordName, string | readonly string[]])[] {
  if (value === undefined) return [];
  const cut =
    typeof value === 'string'
      ? value.toWellFormed().slice(0, longest[name])
      : value
          .map((word) => word.toWellFormed().slice(0, longest[name]).trim())
          .filter((word) => word !== '')
          .slice(0, mostKeywords);
  return cut.length > 0 && fields[name].safeParse(cut).success ? [[name, cut]] : [];
}

const longest: Readonly<Record<WordName, number>> = {
  title: 300,
  description: 4000,
  altText: 1000,
  creator: 300,
  copyright: 1000,
  keywords: 100,
  takenAt: 19,
};
