import { z } from 'zod';
import { type ImageWords, imageWordsSchema } from '../contract/image-words.ts';
import { exportOptionsSchema } from '../contract/images.ts';

const { title, description, altText, creator, copyright, keywords } =
  imageWordsSchema.unwrap().shape;
const metadata = exportOptionsSchema.unwrap().shape.metadata.unwrap();

/** What is written into the files beside their pictures. */
export const wordFlags = {
  title: { type: 'string' },
  description: { type: 'string' },
  'alt-text': { type: 'string' },
  creator: { type: 'string' },
  copyright: { type: 'string' },
  keyword: { type: 'string', multiple: true },
  metadata: { type: 'string' },
} as const;

export const wordFlagsSchema = z.object({
  title: title.optional(),
  description: description.optional(),
  'alt-text': altText.optional(),
  creator: creator.optional(),
  copyright: copyright.optional(),
  keyword: keywords.optional(),
  metadata: metadata.default('keep'),
});

export type GivenWords = Partial<Omit<ImageWords, 'takenAt' | 'removed'>>;

/** Only those that were given. */
export function givenWords(given: z.infer<typeof wordFlagsSchema>): GivenWords {
  return {
    ...(given.title === undefined ? {} : { title: given.title }),
    ...(given.description === undefined ? {} : { description: given.description }),
    ...(given['alt-text'] === undefined ? {} : { altText: given['alt-text'] }),
    ...(given.creator === undefined ? {} : { creator: given.creator }),
    ...(given.copyright === undefined ? {} : { copyright: given.copyright }),
    ...(given.keyword === undefined ? {} : { keywords: given.keyword }),
  };
}

export const wordsHelp = `  --title, --description, --alt-text, --creator, --copyright TEXT, --keyword TEXT…
                        what the written images say of themselves (EXIF, IPTC, XMP)
  --metadata NAME       ${metadata.options.join(' | ')}: what they keep of their originals
`;
