import { readFile } from 'node:fs/promises';
import type { NativeImage } from 'electron';
import { ClipboardItem, clipboard, nativeImage } from 'electron';

/** The clipboard of older runtimes, before it spoke in items and promises. */
interface OlderClipboard {
  readImage(): NativeImage;
  writeImage(image: NativeImage): void;
}

function olderClipboard(): OlderClipboard | null {
  return 'readImage' in clipboard ? (clipboard as unknown as OlderClipboard) : null;
}

/** The picture on the clipboard as PNG bytes, or null. */
export async function readClipboardImage(): Promise<Uint8Array | null> {
  const older = olderClipboard();
  if (older !== null) {
    const picture = older.readImage();
    return picture.isEmpty() ? null : picture.toPNG();
  }
  for (const item of await clipboard.read()) {
    if (item.types.includes('image/png')) {
      return new Uint8Array(await (await item.getType('image/png')).arrayBuffer());
    }
  }
  return null;
}

/** Puts a PNG or JPEG file on the clipboard as a picture; false if it can't be one. */
export async function writeClipboardImage(file: string): Promise<boolean> {
  const older = olderClipboard();
  if (older !== null) {
    const picture = nativeImage.createFromPath(file);
    if (picture.isEmpty()) return false;
    older.writeImage(picture);
    return true;
  }
  const png = new Blob([await readFile(file)], { type: 'image/png' });
  await clipboard.write([new ClipboardItem({ 'image/png': png })]);
  return true;
}
