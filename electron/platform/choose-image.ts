import { dialog } from 'electron';

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

/** Asks for one image file; null: the user closed the dialog. */
export async function chooseImage(): Promise<string | null> {
  const { filePaths } = await dialog.showOpenDialog({
    properties: ['openFile'],
    filters: [{ name: 'Images', extensions: imageExtensions }],
  });
  return filePaths[0] ?? null;
}
