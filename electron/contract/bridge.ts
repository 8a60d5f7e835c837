import type { ChosenPaths } from './batches.ts';
import type { Channel, InputOf, OutputOf } from './channels.ts';
import type { AppEvent } from './events.ts';
import type { IngestReport } from './library.ts';
import type { Result } from './result.ts';

/** Exactly what the preload script gives the window, as `window.emulsion`. */
export interface Bridge {
  invoke<Name extends Channel>(
    channel: Name,
    input: InputOf<Name>,
  ): Promise<Result<OutputOf<Name>>>;
  /** Files of a drop or a paste: their paths go to the main process, never into the window. */
  ingestFiles(files: readonly File[]): Promise<Result<IngestReport>>;
  /** Files and folders of a drop, for a batch: the window gets their names and an id. */
  chooseFiles(files: readonly File[]): Promise<Result<ChosenPaths>>;
  /** Calls the listener for each event; returns a function that stops it. */
  onEvent(listener: (event: AppEvent) => void): () => void;
}

/** Addresses of images: `media://<blob hash>/<longest side>`, worker-made previews only. */
export function mediaUrl(blob: string, size: number): string {
  return `media://${blob}/${size}`;
}

/** Address of a full-resolution tile, `tileSide` pixels square, counted from the top left. */
export function tileUrl(blob: string, column: number, row: number): string {
  return `media://${blob}/tile/${column}/${row}`;
}
