import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ImageService } from '../../../electron/images/image-service.ts';
import { chooseOperation } from '../../e2e/support/studio.ts';
import { drawnPicture, serveRecordedPage } from '../../renderer/recorded/serve.ts';
import { type BenchedEditor, boxOf } from './editor-page.ts';

/**
 * The window's own code over recorded data; what it edits is made of the photo by a worker, when the
 * window first asks for it, as in the app.
 */
export async function openOwnEditor(
  images: ImageService,
  photo: string,
): Promise<{ readonly editor: BenchedEditor; readonly close: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bench-own-editor-'));
  const { server, url } = await serveRecordedPage(folder, async (hash, rest) => {
    const [kind, column, row] = rest;
    if (kind !== 'edit') return await drawnPicture(hash, rest);
    const tile = column === undefined ? null : { column: Number(column), row: Number(row) };
    const view = await images.editView({ path: photo, tile, outFolder: folder });
    return await readFile(view.path);
  });
  return {
    editor: {
      name: 'Emulsion',
      address: url,
      open: async (page) => {
        await page.getByRole('listbox', { name: 'Images' }).waitFor();
        await page.keyboard.press('e');
      },
      picture: '.edit-canvas',
      knob: async (page) => {
        const box = await boxOf(page.getByRole('slider', { name: 'Exposure' }));
        const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
        return { at, reach: box.width * 0.3 };
      },
      takeBrush: async (page) => {
        await page.keyboard.press('e');
        await chooseOperation(page, 'Erase');
        await page.getByRole('application', { name: /^Mask/ }).waitFor();
      },
      painted: '.mask-layer canvas',
    },
    close: async () => {
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
