import { z } from 'zod';
import { type AppError, appError } from '../contract/app-error.ts';
import { brand } from '../contract/brand.ts';
import { mostLinkCharacters } from '../contract/links.ts';
import { type AskingLink, parseAskingLink } from './asking-links.ts';

const oneUseState = z.string().regex(/^[\w-]{43}$/);

/** What comes back from a mail's link or a sign-in page: worth nothing without the state we made. */
const authCallbackSchema = z
  .object({
    state: oneUseState,
    code: z.string().min(1).max(4000).optional(),
    /** A company's own page hands its token over here. */
    token: z.string().min(1).max(12_000).optional(),
    /** The code of what went wrong. */
    error: z.string().min(1).max(100).optional(),
  })
  .readonly();
export type AuthCallback = z.infer<typeof authCallbackSchema>;

const showSchema = z
  .object({ show: z.enum(['studio', 'library', 'queue', 'usage', 'plans', 'settings']) })
  .readonly();

/**
 * What a deep link may ask for: to show a screen, to end a sign-in, to ask the cloud whether something
 * was paid, and what the user is asked about first. Nothing runs, spends or deletes by itself.
 */
export type DeepLink =
  | z.infer<typeof showSchema>
  | { readonly callback: AuthCallback }
  | { readonly billing: 'done' }
  | { readonly asking: AskingLink }
  | { readonly refused: AppError };

/**
 * Parses `emulsion://show/<screen>`, `emulsion://auth/callback?…`, `emulsion://billing/done` and the
 * links that ask first; anything else is `link-refused`. `home`: the user's folder, below which alone
 * a link may name a file.
 */
export function parseDeepLink(address: string, home: string): DeepLink {
  if (address.length > mostLinkCharacters) return refused('too long');
  try {
    return linkOf(new URL(address), home) ?? refused('unknown');
  } catch (error) {
    return refused(error);
  }
}

function refused(cause: unknown): DeepLink {
  return { refused: appError('link-refused', { cause }) };
}

function linkOf(url: URL, home: string): DeepLink | null {
  if (url.protocol !== `${brand.scheme}:`) return null;
  if (url.host === 'show') {
    if (url.search !== '') return null;
    return showSchema.safeParse({ show: url.pathname.replace(/^\//, '') }).data ?? null;
  }
  // Whatever else it says is not looked at: the cloud alone knows what was paid.
  if (url.host === 'billing' && url.pathname === '/done') return { billing: 'done' };
  if (url.host === 'auth' && url.pathname === '/callback') {
    const callback = parseCallback(url);
    return callback === null ? null : { callback };
  }
  const asking = parseAskingLink(url, home);
  return asking === null ? null : { asking };
}

/** What an address has brought back from a sign-in page; null where it has no state of our making. */
export function parseCallback(url: URL): AuthCallback | null {
  return authCallbackSchema.safeParse(callbackFields(url)).data ?? null;
}

/** Pages answer in the query or in the fragment. A session that comes ready-made is not taken. */
function callbackFields(url: URL): Readonly<Record<string, string | undefined>> {
  const fragment = new URLSearchParams(url.hash.slice(1));
  const field = (name: string): string | undefined =>
    url.searchParams.get(name) ?? fragment.get(name) ?? undefined;
  return {
    // Our own links name it `flow`, because OpenID Connect has taken `state`.
    state: field('flow') ?? field('state'),
    code: field('code'),
    token: field('token'),
    error: field('error_code') ?? field('error'),
  };
}

/** The deep link among the arguments of a start, if there is one. */
export function findDeepLink(argv: readonly string[], home: string): DeepLink | null {
  const address = argv.find((argument) => argument.startsWith(`${brand.scheme}://`));
  return address === undefined ? null : parseDeepLink(address, home);
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
