import { appOrigin } from '../platform/addresses.ts';

/** What of a calling frame decides: its address, and whether it is the window's top frame. */
export interface CallingFrame {
  readonly url: string;
  readonly isTop: boolean;
}

/**
 * Only the window's own top frame may call. A frame that is gone, an empty address, about:blank,
 * an iframe and any other origin are refused.
 */
export function isTrustedSender(frame: CallingFrame | null): boolean {
  if (frame === null || !frame.isTop || frame.url === '') return false;
  try {
    const { protocol, host } = new URL(frame.url);
    return `${protocol}//${host}` === appOrigin;
  } catch {
    return false;
  }
}
