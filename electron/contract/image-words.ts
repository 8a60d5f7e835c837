import { z } from 'zod';

/** What can be said of an image: each is a field of the panel, and a property of its files. */
export const wordNames = [
  'title',
  'description',
  'altText',
  'creator',
  'copyright',
  'keywords',
  'takenAt',
] as const;
export type WordName = (typeof wordNames)[number];

export const mostKeywords = 200;

/** What a user says of an image; it is written into every file that keeps its metadata. Empty: nothing. */
export const imageWordsSchema = z
  .object({
    title: z.string().max(300),
    description: z.string().max(4000),
    /** What the image shows, for those who can't see it. */
    altText: z.string().max(1000),
    /** Several are parted by semicolons. */
    creator: z.string().max(300),
    copyright: z.string().max(1000),
    keywords: z.array(z.string().trim().min(1).max(100)).max(mostKeywords).readonly(),
    /** Local time of the camera: 2026-05-04T03:02:01. */
    takenAt: z.string().regex(/^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})?$/),
    /** What the file says of itself and the user took away. */
    removed: z.array(z.enum(wordNames)).max(wordNames.length).readonly(),
  })
  .readonly();
export type ImageWords = z.infer<typeof imageWordsSchema>;

export const noWords: ImageWords = {
  title: '',
  description: '',
  altText: '',
  creator: '',
  copyright: '',
  keywords: [],
  takenAt: '',
  removed: [],
};
