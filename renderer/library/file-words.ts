import {
  type ImageWords,
  type WordName,
  mostKeywords,
  noWords,
} from '../../electron/contract/image-words.ts';
import type { AssetWords } from '../../electron/contract/library.ts';
import type { MetadataReport } from '../../electron/contract/metadata.ts';

type Said = MetadataReport['words'];
/** As a field holds it: keywords are parted by commas. */
export type FieldTexts = Readonly<Record<WordName, string>>;

/** What the fields show: the user's own words, or else those of the file. */
export function shownTexts(own: ImageWords, said: Said): FieldTexts {
  const of = (name: WordName): string => {
    const isFiles = own[name].length === 0 && !own.removed.includes(name);
    return toText((isFiles ? said[name] : own[name]) ?? '');
  };
  return {
    title: of('title'),
    description: of('description'),
    altText: of('altText'),
    creator: of('creator'),
    copyright: of('copyright'),
    keywords: of('keywords'),
    takenAt: of('takenAt'),
  };
}

/**
 * The user's words after a field was left. What the file says anyway is not said again, and what the
 * file says and the field no longer does is taken away.
 */
export function withText(
  own: AssetWords,
  said: Said,
  { name, text }: { readonly name: WordName; readonly text: string },
): AssetWords {
  const value = fromText(name, text);
  const removed = own.removed.filter((other) => other !== name);
  const saidText = toText(said[name] ?? '');
  if (toText(value) === saidText) return { ...own, [name]: noWords[name], removed };
  const isGone = value.length === 0;
  return { ...own, [name]: value, removed: isGone ? [...removed, name] : removed };
}

function toText(value: string | readonly string[]): string {
  return typeof value === 'string' ? value : value.join(', ');
}

/** What a field's text stands for. */
export function fromText(name: WordName, text: string): string | readonly string[] {
  const trimmed = text.trim();
  switch (name) {
    case 'keywords':
      return keywordsOf(trimmed);
    case 'takenAt':
      // Browsers leave seconds of zero out.
      return trimmed.length === 16 ? `${trimmed}:00` : trimmed;
    case 'title':
    case 'description':
    case 'altText':
    case 'creator':
    case 'copyright':
      return trimmed;
  }
}

const longestKeyword = 100;

function keywordsOf(text: string): readonly string[] {
  const words = text.split(/[,;\n]/).map((word) => word.trim().slice(0, longestKeyword).trim());
  return [...new Set(words.filter((word) => word !== ''))].slice(0, mostKeywords);
}
