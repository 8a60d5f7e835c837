/** Of the files that can be taken in, without the dot. */
export const imageExtensions = [
  'jpg',
  'jpeg',
  'png',
  'webp',
  'avif',
  'tif',
  'tiff',
  'gif',
  'svg',
  'heic',
  'heif',
];
