import { type AppFailure, fail } from '../../../contract/app-error.ts';
import type { ImageLimits } from '../../limits.ts';

/**
 * Awaits a decoder. A known signature, and a header or pixels that cannot be read, make a file that
 * is cut off or damaged: `file-truncated`.
 */
export async function decoding<Value>(work: Promise<Value>): Promise<Value> {
  return await work.catch((error: unknown): never => {
    throw fail('file-truncated', { cause: error });
  });
}

export function tooManyPixels(width: number, height: number, limits: ImageLimits): AppFailure {
  const { maxPixels, maxSide } = limits;
  return fail('file-too-many-pixels', { params: { width, height, maxPixels, maxSide } });
}
