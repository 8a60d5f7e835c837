import { AppFailure } from '../electron/contract/app-error.ts';
import type { ChosenPaths } from '../electron/contract/batches.ts';
import { type Bridge, mediaUrl, tileUrl } from '../electron/contract/bridge.ts';
import type { Channel, InputOf, OutputOf } from '../electron/contract/channels.ts';
import { type EditTile, editViewUrl } from '../electron/contract/editing/views.ts';
import type { AppEvent } from '../electron/contract/events.ts';
import type { BlobHash } from '../electron/contract/ids.ts';
import type { PreviewSize } from '../electron/contract/images.ts';
import type { IngestReport } from '../electron/contract/library.ts';
import type { Result } from '../electron/contract/result.ts';

declare global {
  interface Window {
    readonly emulsion: Bridge;
  }
}

/** Calls the main process. Throws an AppFailure whose `error` the window can show. */
export async function call<Name extends Channel>(
  channel: Name,
  input: InputOf<Name>,
): Promise<OutputOf<Name>> {
  return unwrap(await window.emulsion.invoke(channel, input));
}

/** Hands dropped files to the main process; their paths never enter the window. */
export async function ingestFiles(files: readonly File[]): Promise<IngestReport> {
  return unwrap(await window.emulsion.ingestFiles(files));
}

/** Hands files and folders of a drop to a batch: what comes back names them. */
export async function chooseFiles(files: readonly File[]): Promise<ChosenPaths> {
  return unwrap(await window.emulsion.chooseFiles(files));
}

export function onEvent(listener: (event: AppEvent) => void): () => void {
  return window.emulsion.onEvent(listener);
}

let resolveMedia = (url: string): string => url;

/** Where a page has no `media:` protocol (recorded data in a browser), its images come from here. */
export function setMediaResolver(resolve: (url: string) => string): void {
  resolveMedia = resolve;
}

/** Address of a worker-made preview, `size` pixels on its longest side. */
export function previewSource(blob: BlobHash, size: PreviewSize): string {
  return resolveMedia(mediaUrl(blob, size));
}

/** Address of a full-resolution tile. */
export function tileSource(blob: BlobHash, column: number, row: number): string {
  return resolveMedia(tileUrl(blob, column, row));
}

/** Address of what an edit is previewed on: all of it, or a tile of its full size. */
export function editViewSource(blob: BlobHash, tile: EditTile | null): string {
  return resolveMedia(editViewUrl(blob, tile));
}

/** Address of an image that an event named, such as a partial result. */
export function eventSource(url: string): string {
  return resolveMedia(url);
}

function unwrap<Value>(result: Result<Value>): Value {
  if (result.ok) return result.value;
  throw new AppFailure(result.error);
}
