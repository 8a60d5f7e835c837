import { availableParallelism } from 'node:os';
import { type StripMaker, makeHere, makeInThread } from './strip-makers.ts';
import { type RenderTask, stripsOf } from './strips.ts';
import type { Samples, WorkingPixels } from './working-pixels.ts';

interface RenderControl {
  /** 16 bits a channel come out, not 8. */
  readonly deep: boolean;
  readonly signal: AbortSignal;
  /** 0 to 1. */
  readonly onProgress: (fraction: number) => void;
}

/** The picture that a document makes of an image, at full size: strip by strip, on all cores. */
export async function render(
  task: RenderTask,
  { deep, signal, onProgress }: RenderControl,
): Promise<WorkingPixels> {
  const { size, rows } = stripsOf(task);
  const { width, height } = size;
  const { channels } = task.pixels;
  const Kind = deep ? Uint16Array : Uint8Array;
  const data = new Kind(width * height * channels);
  const threads = countThreads({
    cores: availableParallelism(),
    strips: Math.ceil(height / rows),
    bytes: 2 * task.pixels.data.byteLength + data.byteLength,
  });
  const makers = threads < 2 ? [makeHere(task, deep)] : makeInThreads(task, deep, threads);
  let next = 0;
  let done = 0;
  const work = async (maker: StripMaker): Promise<void> => {
    while (next < height) {
      const top = next;
      next = Math.min(top + rows, height);
      const count = next - top;
      data.set(await maker.make(top, count), top * width * channels);
      signal.throwIfAborted();
      done += count;
      onProgress(done / height);
    }
  };
  try {
    await Promise.all(makers.map(work));
  } finally {
    await Promise.all(makers.map(async (maker) => await maker.close()));
  }
  return { width, height, channels, data };
}

const mostThreads = 4;
/** Fewer are made before a thread has started. */
const fewestStrips = 6;
/** What a thread holds at most with noise reduction and sharpening, in bytes. */
const bytesPerThread = 80e6;
/** What threads and pixels may hold together: the process is ended at 1 GB, 250 MB are its own. */
const memoryForThreads = 700e6;

/** As many threads as there are cores and as fit into memory beside `bytes` of pixels; 1: none. */
export function countThreads(job: {
  readonly cores: number;
  readonly strips: number;
  readonly bytes: number;
}): number {
  if (job.strips < fewestStrips) return 1;
  const fitting = Math.floor((memoryForThreads - job.bytes) / bytesPerThread);
  return Math.max(1, Math.min(mostThreads, job.cores, fitting));
}

/** All of them read the same pixels, where they lie. */
function makeInThreads(task: RenderTask, deep: boolean, count: number): readonly StripMaker[] {
  const { data } = task.pixels;
  const memory = new SharedArrayBuffer(data.byteLength);
  const shared: Samples =
    data.BYTES_PER_ELEMENT === 1 ? new Uint8Array(memory) : new Uint16Array(memory);
  shared.set(data);
  const given = { ...task, pixels: { ...task.pixels, data: shared } };
  return Array.from({ length: count }, () => makeInThread({ task: given, deep }));
}
