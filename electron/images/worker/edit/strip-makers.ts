import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { type RenderTask, stripsOf } from './strips.ts';
import type { Samples } from './working-pixels.ts';

/** Makes one strip of a picture at a time. */
export interface StripMaker {
  /** `rows` rows from row `top` on. */
  make(top: number, rows: number): Promise<Samples>;
  close(): Promise<void>;
}

/** What a thread is started with. */
export interface StripJob {
  readonly task: RenderTask;
  /** 16 bits a channel come out, not 8. */
  readonly deep: boolean;
}

/** What a thread is asked for. */
export const stripSchema = z.tuple([z.int().nonnegative(), z.int().positive()]);

/** In this very thread, which has its other work done in between. */
export function makeHere(task: RenderTask, deep: boolean): StripMaker {
  const make = stripMaking({ task, deep });
  return {
    make: async (top, rows) => {
      await new Promise(setImmediate);
      return make(top, rows);
    },
    close: async () => undefined,
  };
}

/** In a thread of its own. */
export function makeInThread(job: StripJob): StripMaker {
  // From the sources this is a .ts file; the bundle has the thread beside itself as .mjs.
  const extension = path.extname(import.meta.filename);
  const thread = new Worker(path.join(import.meta.dirname, `render-thread${extension}`), {
    workerData: job,
  });
  thread.unref();
  return {
    make: async (top, rows) => {
      thread.postMessage([top, rows], []);
      const [samples] = z
        .tuple([z.union([z.instanceof(Uint8Array), z.instanceof(Uint16Array)])])
        .parse(await once(thread, 'message'));
      return samples;
    },
    close: async () => void (await thread.terminate()),
  };
}

export function stripMaking({
  task,
  deep,
}: StripJob): (top: number, rows: number) => Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> {
  const strips = stripsOf(task);
  const Kind = deep ? Uint16Array : Uint8Array;
  return (top, rows) => {
    const out = new Kind(strips.size.width * rows * task.pixels.channels);
    strips.render(top, out);
    return out;
  };
}
