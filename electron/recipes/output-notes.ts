import {
  type ImageWords,
  imageWordsSchema,
  mostKeywords,
  noWords,
} from '../contract/image-words.ts';
import type { TextResult } from '../contract/jobs.ts';
import type { ImageNotes } from '../contract/metadata.ts';
import type { OperationId } from '../contract/operations.ts';
import type { RecipeWords } from '../contract/recipes.ts';
import type { KnownNotes } from '../library/known-notes.ts';
import { sourceTypeOfAll } from '../library/source-type.ts';

/** What is known of an input once all steps are done. */
export interface Worked {
  /** What the library says of it; null: it does not know the image. */
  readonly known: KnownNotes | null;
  readonly words: RecipeWords | undefined;
  /** What steps found out, in their order. */
  readonly found: readonly { readonly operation: OperationId; readonly result: TextResult }[];
  /** Operations that made an image of it. */
  readonly made: readonly OperationId[];
  readonly edited: boolean;
}

/**
 * What goes into an output beside what its input carries. The recipe's own words go before the
 * library's, those before what was found; keywords add up.
 */
export function outputNotes({ known, words, found, made, edited }: Worked): ImageNotes {
  const { found: takesFound = false, keywords = [], ...said } = words ?? {};
  const ours = known?.words ?? noWords;
  const theirs = takesFound ? foundWords(found) : {};
  return {
    words: {
      ...noWords,
      ...theirs,
      ...filled(ours),
      ...filled(said),
      keywords: [...new Set([...keywords, ...ours.keywords, ...(theirs.keywords ?? [])])].slice(
        0,
        mostKeywords,
      ),
      removed: ours.removed,
    },
    rating: known?.rating ?? 0,
    label: known?.label ?? null,
    source: sourceTypeOfAll(made),
    edited,
  };
}

const { description, altText, keywords: keywordsSchema } = imageWordsSchema.unwrap().shape;

function foundWords(found: Worked['found']): Partial<ImageWords> {
  let words: Partial<ImageWords> = {};
  for (const { operation, result } of found) {
    if (operation === 'tags' && result.kind === 'tags') {
      const labels = result.tags.map(({ label }) => label.trim()).filter((label) => label !== '');
      words = { ...words, keywords: keywordsSchema.parse(labels.slice(0, mostKeywords)) };
    }
    if (result.kind !== 'text') continue;
    if (operation === 'describe')
      words = { ...words, description: result.text.slice(0, description.maxLength ?? undefined) };
    if (operation === 'alt-text')
      words = { ...words, altText: result.text.slice(0, altText.maxLength ?? undefined) };
  }
  return words;
}

function filled(words: Partial<ImageWords> | Omit<RecipeWords, 'found'>): Partial<ImageWords> {
  return Object.fromEntries(Object.entries(words).filter(([, value]) => (value ?? '').length > 0));
}
