import { readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dropFiles } from './support/drop-files.ts';
import { makePicture } from './support/pictures.ts';
import { answerSaveDialog, saveAs } from './support/save-as.ts';
import { type Studio, closeStudio, dropPicture, openStudio } from './support/studio.ts';

let studio: Studio;

beforeAll(async () => {
  studio = await openStudio();
});

afterAll(async () => {
  await closeStudio(studio);
});

test('a photo taken sideways is shown and saved upright', async () => {
  const { app, page, folder } = studio;
  const file = path.join(folder, 'sideways.jpg');
  const upright = await (await makePicture({ width: 120, height: 200, seed: 71 })).png().toBuffer();
  await sharp(upright)
    .rotate(-90)
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
    .toFile(file);

  await dropFiles(page, [file]);
  await page.getByText('120 × 200 px').waitFor();
  await answerSaveDialog(app, folder);
  const names = [await saveAs(page, 'PNG'), await saveAs(page, 'JPEG')];

  for (const name of names) {
    const seen = sharp(path.join(folder, name)).autoOrient();
    const { data, info } = await seen.removeAlpha().raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([120, 200]);
    expect(await meanDifference(data, upright)).toBeLessThan(3);
  }
});

test('a copied image comes back by paste, pixel by pixel', async () => {
  const { app, page, folder } = studio;
  const file = await dropPicture(studio, 'clipboard.png', { seed: 72, width: 200, height: 120 });
  await page.getByRole('button', { name: 'Copy the image' }).click();
  await page.getByText('Copied the image').first().waitFor();

  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.paste();
  });

  await page.getByRole('heading', { level: 1, name: 'Pasted image' }).waitFor();
  await answerSaveDialog(app, folder);
  const name = await saveAs(page, 'PNG');
  const { data } = await sharp(path.join(folder, name))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(await meanDifference(data, file)).toBe(0);
});

test('the file itself is dragged out and shown in its folder, under its own name', async () => {
  const { app, page } = studio;
  const file = await dropPicture(studio, 'harbour.png', { seed: 73, width: 90, height: 60 });
  // The system's own drag and file manager begin here: what they are handed is kept.
  await app.evaluate(({ BrowserWindow, shell }) => {
    const handed: string[] = [];
    Object.assign(globalThis, { handed });
    Object.assign(shell, { showItemInFolder: (shown: string) => void handed.push(shown) });
    const contents = BrowserWindow.getAllWindows()[0]?.webContents ?? {};
    Object.assign(contents, {
      startDrag: ({ files, icon }: { files: string[]; icon: { isEmpty(): boolean } }) =>
        void handed.push(...files, `an icon: ${!icon.isEmpty()}`),
    });
  });

  await page
    .getByRole('button', { name: 'Drag the file out of the window' })
    .dispatchEvent('dragstart');
  await expect.poll(() => handedOver(app)).toHaveLength(2);
  await page.getByRole('button', { name: 'Show in folder' }).click();
  await expect.poll(() => handedOver(app)).toHaveLength(3);

  const [dragged = '', icon, shown = ''] = await handedOver(app);
  expect(icon).toBe('an icon: true');
  for (const handed of [dragged, shown]) {
    expect(path.basename(handed)).toBe('harbour.png');
    expect(await readFile(handed)).toEqual(await readFile(file));
  }
});

function handedOver(app: Studio['app']): Promise<readonly string[]> {
  return app.evaluate(() => Reflect.get(globalThis, 'handed') as string[]);
}

async function meanDifference(pixels: Buffer, original: Buffer | string): Promise<number> {
  const expected = await sharp(original).removeAlpha().raw().toBuffer();
  expect(pixels.length).toBe(expected.length);
  return (
    expected.reduce((sum, value, at) => sum + Math.abs(value - (pixels[at] ?? 0)), 0) /
    pixels.length
  );
}
