import { normalize, resolve, sep } from 'node:path';
import type { EditTile } from '../contract/editing/views.ts';
import type { BlobHash } from '../contract/ids.ts';
import { blobHashSchema } from '../contract/ids.ts';
import type { PreviewSize } from '../contract/images.ts';
import { previewSizeSchema } from '../contract/images.ts';

export const appOrigin = 'app://emulsion';

/**
 * The file under `root` that an `app://` address names, or null. Refuses other hosts, encoded or
 * plain climbing out of the root, and anything that does not decode.
 */
export function resolveAppFile(root: string, address: string): string | null {
  const url = parseUrl(address);
  if (url === null || `${url.protocol}//${url.host}` !== appOrigin) return null;
  const path = decode(url.pathname);
  if (path === null || path.includes('\0') || path.includes('\\')) return null;
  const file = resolve(root, `.${normalize(path === '/' ? '/index.html' : path)}`);
  return file.startsWith(resolve(root) + sep) ? file : null;
}

export type MediaRequest =
  | { readonly kind: 'preview'; readonly blob: BlobHash; readonly size: PreviewSize }
  | {
      readonly kind: 'tile';
      readonly blob: BlobHash;
      readonly column: number;
      readonly row: number;
    }
  | {
      readonly kind: 'edit';
      readonly blob: BlobHash;
      readonly tile: EditTile | null;
    };

const largestTileIndex = 64;

/**
 * Parses `media://<hash>/<size>`, `…/tile/<column>/<row>`, `…/edit` and `…/edit/<column>/<row>`; null
 * if it is none of them.
 */
export function parseMediaAddress(address: string): MediaRequest | null {
  const url = parseUrl(address);
  if (url === null || url.protocol !== 'media:') return null;
  const blob = blobHashSchema.safeParse(url.host);
  if (!blob.success) return null;
  const parts = url.pathname.split('/').slice(1);
  if (parts.length === 1) {
    if (parts[0] === 'edit') return { kind: 'edit', blob: blob.data, tile: null };
    const size = previewSizeSchema.safeParse(Number(parts[0]));
    return size.success ? { kind: 'preview', blob: blob.data, size: size.data } : null;
  }
  const [kind] = parts;
  if (parts.length !== 3 || (kind !== 'tile' && kind !== 'edit')) return null;
  const column = tileIndex(parts[1]);
  const row = tileIndex(parts[2]);
  if (column === null || row === null) return null;
  return kind === 'tile'
    ? { kind, blob: blob.data, column, row }
    : { kind, blob: blob.data, tile: { column, row } };
}

/** Addresses that may be handed to the system: https pages and mail, nothing else. */
export function isAllowedExternal(address: string): boolean {
  const url = parseUrl(address);
  if (url === null || url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || url.protocol === 'mailto:';
}

/** Pages of a sign-in: https, or http where they are on this machine, as in development. */
export function isAllowedSignInPage(address: string): boolean {
  const url = parseUrl(address);
  if (url === null || url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isOnThisMachine(address));
}

export function isOnThisMachine(address: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(parseUrl(address)?.hostname ?? '');
}

function tileIndex(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,2}$/.test(text)) return null;
  const index = Number(text);
  return index < largestTileIndex ? index : null;
}

function parseUrl(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}

function decode(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}
