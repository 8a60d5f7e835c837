import { type IpcMainInvokeEvent, type OpenDialogOptions, dialog } from 'electron';
import type { Engine } from '../engine.ts';
import { imageExtensions } from '../platform/image-extensions.ts';
import type { Handlers } from './handle.ts';
import { windowOf } from './window-of.ts';

type EditChannel = Extract<keyof Handlers, `edits.${string}`>;

export function editHandlers({ editing, editFiles }: Engine): Pick<Handlers, EditChannel> {
  return {
    'edits.open': (versionId) => editing.open(versionId),
    'edits.change': ({ versionId, diff, merge }) => editing.change(versionId, diff, merge),
    'edits.undo': (versionId) => editing.undo(versionId),
    'edits.redo': (versionId) => editing.redo(versionId),
    'edits.go-to': ({ versionId, sequence }) => editing.goTo(versionId, sequence),
    'edits.paste': ({ versionIds, document }) => editing.paste(versionIds, document),
    'edits.keep-snapshot': ({ versionId, name }) => editing.keepSnapshot(versionId, name),
    'edits.remove-snapshot': ({ versionId, id }) => editing.removeSnapshot(versionId, id),
    'edits.choose-lut': async (_nothing, event) => {
      const file = await chosen(event, [{ name: 'LUT', extensions: ['cube'] }]);
      return file === null ? null : await editFiles.takeLut(file);
    },
    'edits.choose-mark': async (_nothing, event) => {
      const file = await chosen(event, [{ name: 'Images', extensions: imageExtensions }]);
      return file === null ? null : await editFiles.takeMark(file);
    },
    'edits.lut': (hash) => editFiles.lut(hash),
    'edits.draw-mark': (drawing) => editFiles.drawMark(drawing),
    'edits.save': (versionId) => editing.save(versionId),
  };
}

async function chosen(
  event: IpcMainInvokeEvent,
  filters: NonNullable<OpenDialogOptions['filters']>,
): Promise<string | null> {
  const { filePaths } = await dialog.showOpenDialog(windowOf(event), {
    properties: ['openFile'],
    filters,
  });
  return filePaths[0] ?? null;
}
