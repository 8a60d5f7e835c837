import { readFile } from 'node:fs/promises';
import { appError } from '../contract/app-error.ts';
import { ProviderFailure, type PreparedFile } from './provider.ts';

/** Reads a prepared file before anything is sent: if it is gone, nothing has been billed. */
export async function readInput({ path }: PreparedFile): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new ProviderFailure({ class: 'fail-over', error: appError('file-missing', { cause }) });
  }
}

/** The same as a part of a form. No file name goes out with it: names are the user's own. */
export async function readBlob(file: PreparedFile): Promise<Blob> {
  return new Blob([new Uint8Array(await readInput(file))], { type: file.mediaType });
}
