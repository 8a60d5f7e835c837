import { dialog } from 'electron';
import { imageExtensions } from './image-extensions.ts';

/** Asks for one image file; null: the user closed the dialog. */
export async function chooseImage(): Promise<string | null> {
  const { filePaths } = await dialog.showOpenDialog({
    properties: ['openFile'],
    filters: [{ name: 'Images', extensions: imageExtensions }],
  });
  return filePaths[0] ?? null;
}
