import type { ImageService } from '../images/image-service.ts';
import type { Blobs } from './blobs.ts';
import type { Library } from './library.ts';

/** What the library does by itself, a little at a time: other work always gets its turn. */
export interface QuietWorkParts {
  readonly library: Pick<Library, 'compareFiles' | 'looks'>;
  readonly blobs: Pick<Blobs, 'path' | 'present'>;
  readonly images: Pick<ImageService, 'look'>;
}

/** Finds out which files of the library are gone, and which came back. */
export async function findMissingFiles(
  { library, blobs }: Pick<QuietWorkParts, 'library' | 'blobs'>,
  signal: AbortSignal,
): Promise<void> {
  for (let folder = 0; folder < 256 && !signal.aborted; folder += 1) {
    const digits = folder.toString(16).padStart(2, '0');
    const present = await blobs.present(digits);
    if (!signal.aborted) library.compareFiles(digits, present);
  }
}

const looksAtOnce = 16;

/** Looks at every original that was not looked at yet, one after the other. */
export async function lookAtOriginals(
  { library, blobs, images }: QuietWorkParts,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    const waiting = library.looks.waiting(looksAtOnce);
    if (waiting.length === 0) return;
    for (const { number, blob } of waiting) {
      if (signal.aborted) return;
      // What can't be decoded, or is missing, is like nothing.
      const look = await images.look({ path: blobs.path(blob) }, { signal }).catch(() => null);
      if (signal.aborted) return;
      library.looks.put(number, look);
    }
  }
}

export interface QuietWork {
  /** New images may have come: they are looked at once it has been quiet for a while. */
  wake(): void;
  /** Ends with the signal. */
  readonly done: Promise<void>;
}

export interface QuietWorkOptions extends QuietWorkParts {
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Long after a start, when its first pictures are shown. */
  tidyUp(signal: AbortSignal): Promise<void>;
  readonly signal: AbortSignal;
}

const startMs = 1000;
const lookMs = 1500;
const tidyMs = 20_000;

/** Nothing waits for it, and nothing is lost if it fails: the next start tries again. */
export function startQuietWork(options: QuietWorkOptions): QuietWork {
  const { sleep, tidyUp, signal } = options;
  let looking: Promise<void> | null = null;
  let again = false;

  async function after(ms: number, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    await sleep(ms, signal);
    if (!signal.aborted) await work(signal);
  }

  async function look(): Promise<void> {
    do {
      again = false;
      await after(lookMs, () => lookAtOriginals(options, signal));
    } while (again && !signal.aborted);
  }

  function wake(): void {
    again = true;
    looking ??= look()
      .catch(() => undefined)
      .finally(() => {
        looking = null;
      });
  }

  wake();
  const started = after(startMs, () => findMissingFiles(options, signal));
  const tidied = after(tidyMs, tidyUp);
  return { wake, done: Promise.allSettled([started, tidied]).then(() => undefined) };
}
