import { z } from 'zod';
import { brand } from '../contract/brand.ts';

/** What a deep link may ask for: to show a screen. Nothing that runs, spends or deletes. */
export const deepLinkSchema = z.object({
  show: z.enum(['studio', 'library', 'queue', 'settings']),
});
export type DeepLink = z.infer<typeof deepLinkSchema>;

/** Parses `emulsion://show/<screen>`; null for anything else. */
export function parseDeepLink(address: string): DeepLink | null {
  if (address.length > 2000) return null;
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  if (url.protocol !== `${brand.scheme}:` || url.host !== 'show') return null;
  const link = deepLinkSchema.safeParse({ show: url.pathname.replace(/^\//, '') });
  return link.success ? link.data : null;
}

/** The deep link among the arguments of a start, if there is one. */
export function findDeepLink(argv: readonly string[]): DeepLink | null {
  const address = argv.find((argument) => argument.startsWith(`${brand.scheme}://`));
  return address === undefined ? null : parseDeepLink(address);
}

export interface LinkDesk {
  /** Hands a link over, or keeps the newest one until there is somebody to take it. */
  take(link: DeepLink): void;
  /** Somebody listens now. */
  open(): void;
}

/** A link that starts the app comes long before its window can follow it. */
export function createLinkDesk(handOver: (link: DeepLink) => void): LinkDesk {
  let isOpen = false;
  let kept: DeepLink | null = null;
  return {
    take: (link) => {
      if (isOpen) handOver(link);
      else kept = link;
    },
    open: () => {
      isOpen = true;
      if (kept !== null) handOver(kept);
      kept = null;
    },
  };
}
