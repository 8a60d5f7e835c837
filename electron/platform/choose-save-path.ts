import { dialog } from 'electron';

/** Asks where to save a file of this name; null: the user closed the dialog. */
export async function chooseSavePath(name: string): Promise<string | null> {
  const { filePath } = await dialog.showSaveDialog({ defaultPath: name });
  return filePath === '' || filePath === undefined ? null : filePath;
}
