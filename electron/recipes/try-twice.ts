import { AppFailure } from '../contract/app-error.ts';
import type { ImageService } from '../images/image-service.ts';

/**
 * A worker may die of what is not its file's fault, such as a system that is short of memory: among
 * thousands of files that happens, and a fresh worker does the same work. A file that kills two fails.
 */
export function tryingTwice(output: ImageService['output']): ImageService['output'] {
  return async (input, control) => {
    try {
      return await output(input, control);
    } catch (error) {
      if (!(error instanceof AppFailure) || error.error.kind !== 'worker-crashed') throw error;
      return await output(input, control);
    }
  };
}
