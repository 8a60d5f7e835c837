import type { ElectronApplication, Page } from 'playwright-core';

/** Answers the system's save dialog from now on: the suggested name, in this folder. */
export async function answerSaveDialog(app: ElectronApplication, folder: string): Promise<void> {
  await app.evaluate(({ dialog }, into) => {
    const answer = (_window: unknown, options: { defaultPath?: string }) =>
      Promise.resolve({ canceled: false, filePath: `${into}/${options.defaultPath ?? 'image'}` });
    Object.assign(dialog, { showSaveDialog: answer });
  }, folder);
}

/** Saves the image in the canvas by the app's own dialog. Returns the name of the file. */
export async function saveAs(page: Page, format?: 'JPEG' | 'PNG' | 'WEBP'): Promise<string> {
  await page.getByRole('button', { name: 'Save as…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Save as' });
  if (format !== undefined) await dialog.getByText(format, { exact: true }).click();
  const name = await dialog.locator('.save-as__name').innerText();
  await dialog.getByRole('button', { name: 'Save…' }).click();
  await page.getByText(`Saved ${name}`).first().waitFor({ timeout: 60_000 });
  return name;
}
