import { type RenderTask, stripsOf } from './strips.ts';
import type { WorkingPixels } from './working-pixels.ts';

interface RenderControl {
  /** 16 bits a channel come out, not 8. */
  readonly deep: boolean;
  readonly signal: AbortSignal;
  /** 0 to 1. */
  readonly onProgress: (fraction: number) => void;
}

/** The picture that a document makes of an image, at full size, strip by strip. */
export async function render(
  task: RenderTask,
  { deep, signal, onProgress }: RenderControl,
): Promise<WorkingPixels> {
  const strips = stripsOf(task);
  const { width, height } = strips.size;
  const { channels } = task.pixels;
  const Kind = deep ? Uint16Array : Uint8Array;
  const data = new Kind(width * height * channels);
  for (let top = 0; top < height; top += strips.rows) {
    const bottom = Math.min(top + strips.rows, height);
    strips.render(top, data.subarray(top * width * channels, bottom * width * channels));
    onProgress(bottom / height);
    await new Promise(setImmediate);
    signal.throwIfAborted();
  }
  return { width, height, channels, data };
}
