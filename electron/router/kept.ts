import type { Kept } from '../images/protocol.ts';
import type { RunRequest } from './route-request.ts';

/** What the result keeps of its original, whoever answers; null: nothing. */
export function keptOf({ call, mask }: Pick<RunRequest, 'call' | 'mask'>): Kept | null {
  if (mask !== null) return { kind: 'outside-mask', maskPath: mask.path };
  if (call.operation !== 'outpaint') return null;
  const { left, right, up, down } = call.options;
  return { kind: 'inside-frame', left, right, up, down };
}
