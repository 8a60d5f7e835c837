import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { loadOnce } from './load-once.ts';
import { toTensor } from './tensor-runtime.ts';
import { loadUpscaleNetwork, type UpscaleFactor, type UpscaleNetwork } from './upscale-network.ts';

/** One tile with its margin. */
export interface TilePixels {
  readonly width: number;
  readonly height: number;
  /** width × height × 3 bytes. */
  readonly rgb: Uint8Array<ArrayBuffer>;
}

/** Enlarges one tile at a time to RGB in 0…1, `factor` times as wide and as high. */
export interface TileRunner {
  run(tile: TilePixels): Promise<Float32Array>;
  close(): Promise<void>;
}

const mostThreads = 3;
/** What a thread was measured to hold, in bytes. */
const bytesPerThread = 130e6;
/** What threads and pixels may hold together: the process is ended at 1 GB, 250 MB are its own. */
const memoryForThreads = 600e6;

const networks = {
  2: loadOnce(() => loadUpscaleNetwork(2)),
  4: loadOnce(() => loadUpscaleNetwork(4)),
} as const;

/** Threads for a job, or a runner in this very thread where it has to do with one. */
export async function startTileRunners(
  factor: UpscaleFactor,
  job: { readonly tiles: number; readonly bytes: number },
): Promise<readonly TileRunner[]> {
  const count = countThreads({ ...job, cores: availableParallelism() });
  return count < 2
    ? [await runHere(factor)]
    : Array.from({ length: count }, () => runInThread(factor));
}

/** As many threads as leave one core free and fit into memory beside `bytes` of pixels. */
export function countThreads(job: {
  readonly cores: number;
  readonly tiles: number;
  readonly bytes: number;
}): number {
  const fitting = Math.floor((memoryForThreads - job.bytes) / bytesPerThread);
  return Math.max(1, Math.min(mostThreads, job.cores - 1, job.tiles, fitting));
}

/** A runner in this thread: it blocks the event loop while it works. */
export async function runHere(factor: UpscaleFactor): Promise<TileRunner> {
  const network = await networks[factor]();
  return { run: async (tile) => enlargeTile(network, tile), close: async () => undefined };
}

/** A runner in a thread of its own, which starts at once and loads the network itself. */
export function runInThread(factor: UpscaleFactor): TileRunner {
  // From the sources this is a .ts file; the bundle has the thread beside itself as .mjs.
  const extension = path.extname(import.meta.filename);
  const thread = new Worker(path.join(import.meta.dirname, `upscale-thread${extension}`), {
    workerData: factor,
  });
  thread.unref();
  return {
    run: async (tile) => {
      thread.postMessage(tile, [tile.rgb.buffer]);
      const [values] = z.tuple([z.instanceof(Float32Array)]).parse(await once(thread, 'message'));
      return values;
    },
    close: async () => void (await thread.terminate()),
  };
}

export function enlargeTile(network: UpscaleNetwork, tile: TilePixels): Float32Array<ArrayBuffer> {
  const input = toTensor(tile.rgb, tile, 1 / 255);
  const output = network(input);
  const values = new Float32Array(output.dataSync<'float32'>());
  input.dispose();
  output.dispose();
  return values;
}
