import type { ImageFormat } from '../../../contract/providers.ts';
import { isCameraRaw } from '../metadata/exif.ts';

export type Sniffed =
  | { readonly kind: 'image'; readonly format: ImageFormat }
  /** Known to be an image (or to hold one), and nothing here decodes it. */
  | { readonly kind: 'unsupported'; readonly name: string }
  | { readonly kind: 'unknown' };

interface Signature {
  readonly at: number;
  readonly bytes: readonly number[];
}

function ascii(text: string, at = 0): Signature {
  return { at, bytes: Array.from(text, (letter) => letter.charCodeAt(0)) };
}

const formats: readonly { readonly format: ImageFormat; readonly all: readonly Signature[] }[] = [
  { format: 'jpeg', all: [{ at: 0, bytes: [0xff, 0xd8, 0xff] }] },
  { format: 'png', all: [{ at: 0, bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] }] },
  { format: 'gif', all: [ascii('GIF87a')] },
  { format: 'gif', all: [ascii('GIF89a')] },
  { format: 'webp', all: [ascii('RIFF'), ascii('WEBP', 8)] },
  { format: 'tiff', all: [{ at: 0, bytes: [0x49, 0x49, 0x2a, 0x00] }] },
  { format: 'tiff', all: [{ at: 0, bytes: [0x4d, 0x4d, 0x00, 0x2a] }] },
  { format: 'tiff', all: [{ at: 0, bytes: [0x49, 0x49, 0x2b, 0x00] }] },
  { format: 'tiff', all: [{ at: 0, bytes: [0x4d, 0x4d, 0x00, 0x2b] }] },
];

const unsupported: readonly { readonly name: string; readonly all: readonly Signature[] }[] = [
  { name: 'BMP', all: [ascii('BM')] },
  { name: 'ICO', all: [{ at: 0, bytes: [0, 0, 1, 0] }] },
  { name: 'PSD', all: [ascii('8BPS')] },
  { name: 'JPEG XL', all: [{ at: 0, bytes: [0xff, 0x0a] }] },
  { name: 'JPEG XL', all: [ascii('JXL ', 4)] },
  { name: 'JPEG 2000', all: [ascii('jP  ', 4)] },
  { name: 'OpenEXR', all: [{ at: 0, bytes: [0x76, 0x2f, 0x31, 0x01] }] },
  { name: 'Radiance HDR', all: [ascii('#?RADIANCE')] },
  { name: 'PDF', all: [ascii('%PDF-')] },
  { name: 'Fujifilm RAW', all: [ascii('FUJIFILMCCD-RAW')] },
  { name: 'Canon RAW', all: [ascii('ftypcrx ', 4)] },
];

/** Those that libheif's wrapper takes; layered HEIF (heim, heis) is not among them. */
const heifBrands = ['heic', 'heix', 'hevc', 'hevx', 'mif1', 'msf1'];
const avifBrands = ['avif', 'avis'];

/** Tells what a file is from its first bytes; names and extensions are never looked at. */
export function sniff(bytes: Buffer): Sniffed {
  const container = sniffIsoMedia(bytes);
  if (container !== null) return { kind: 'image', format: container };
  const image = formats.find(({ all }) => all.every((part) => matches(bytes, part)));
  if (image?.format === 'tiff' && isCameraRaw(bytes)) return { kind: 'unsupported', name: 'RAW' };
  if (image !== undefined) return { kind: 'image', format: image.format };
  const known = unsupported.find(({ all }) => all.every((part) => matches(bytes, part)));
  if (known !== undefined) return { kind: 'unsupported', name: known.name };
  if (looksLikeSvg(bytes)) return { kind: 'image', format: 'svg' };
  return { kind: 'unknown' };
}

function matches(bytes: Uint8Array, signature: Signature): boolean {
  return signature.bytes.every((byte, index) => bytes[signature.at + index] === byte);
}

/** The brands of an ISO base media file: major, minor version, compatible ones (ISO/IEC 23008-12). */
function sniffIsoMedia(bytes: Uint8Array): 'avif' | 'heif' | null {
  if (!matches(bytes, ascii('ftyp', 4))) return null;
  const size = Buffer.from(bytes.subarray(0, 4)).readUInt32BE();
  const text = Buffer.from(bytes.subarray(8, Math.min(size, 256))).toString('latin1');
  const brands = (text.match(/.{4}/gs) ?? []).filter((_brand, index) => index !== 1);
  if (brands.some((brand) => avifBrands.includes(brand))) return 'avif';
  return brands.some((brand) => heifBrands.includes(brand)) ? 'heif' : null;
}

/** An `<svg` element after nothing but a prolog: declaration, comments, doctype. */
function looksLikeSvg(bytes: Uint8Array): boolean {
  const head = decodeXml(bytes.subarray(0, 64 * 1024)).trimStart();
  if (!head.startsWith('<')) return false;
  const root = head
    .replaceAll(/<!--[\s\S]*?-->/g, '')
    .replaceAll(/<\?[\s\S]*?\?>/g, '')
    .replace(/<!DOCTYPE[^>[]*(\[[\s\S]*?\])?[^>]*>/i, '')
    .trimStart();
  return /^<([\w-]+:)?svg[\s>/]/i.test(root);
}

/** UTF-8, or UTF-16 where a byte order mark says so; the mark itself is dropped. */
export function decodeXml(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder('utf-8').decode(bytes);
}
