import type { OperationCall } from '../contract/operations.ts';
import type { PreparedFile, ProcessingRequest } from '../providers/provider.ts';

/**
 * The call as it goes out. Options in pixels count on the original: where the prepared image is
 * smaller or larger, they are scaled with it, and no side that was asked for becomes nothing.
 */
export function callForPrepared(
  { call, image }: Pick<ProcessingRequest, 'call' | 'image'>,
  prepared: PreparedFile | null,
): OperationCall {
  if (call.operation !== 'outpaint' || image === null || prepared === null) return call;
  const scaled = (pixels: number, factor: number): number =>
    pixels === 0 ? 0 : Math.max(1, Math.round(pixels * factor));
  const { left, right, up, down } = call.options;
  const [x, y] = [prepared.width / image.width, prepared.height / image.height];
  return {
    operation: 'outpaint',
    options: {
      ...call.options,
      left: scaled(left, x),
      right: scaled(right, x),
      up: scaled(up, y),
      down: scaled(down, y),
    },
  };
}
